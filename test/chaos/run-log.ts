import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import type { FaultKind } from "./fault-kinds.ts";
import type { LogEntry } from "./log-entries.ts";

/** An entry without its instant; each kind keeps its own properties. */
export type NewEntry = LogEntry extends infer E ? (E extends LogEntry ? Omit<E, "at"> : never) : never;

/** What was counted so far. */
export interface Counts {
  /** To LINE's API, as far as the stand-in saw them. */
  readonly calls: number;
  /** Those LINE accepted. */
  readonly accepted: number;
  /** Events delivered that were marked as delivered again. */
  readonly redeliveries: number;
}

/** The log of a run as it is written: each entry is in the file before `write` returns. */
export class RunLog {
  readonly file: string;
  readonly #handle: number;
  readonly #faults = new Map<FaultKind, number>();
  #latest = 0;
  #calls = 0;
  #accepted = 0;
  #redeliveries = 0;

  /** @param file is made anew */
  constructor(file: string) {
    this.file = file;
    // The processes of the service append to it as well.
    rmSync(file, { force: true });
    this.#handle = openSync(file, "a");
  }

  write(entry: NewEntry): void {
    // The machine's clock may be set back while a run goes on.
    this.#latest = Math.max(this.#latest, Date.now());
    writeSync(this.#handle, `${JSON.stringify({ ...entry, at: this.#latest })}\n`);
    if (entry.kind === "call") {
      this.#calls += 1;
      this.#accepted += Number(entry.accepted);
    }
    if (entry.kind === "webhook") this.#redeliveries += entry.events.filter((one) => one.redelivery).length;
  }

  fault(what: FaultKind, detail?: string): void {
    this.#faults.set(what, (this.#faults.get(what) ?? 0) + 1);
    this.write({ kind: "fault", what, ...(detail === undefined ? {} : { detail }) });
  }

  /** How often each kind of fault really occurred. */
  faults(): ReadonlyMap<FaultKind, number> {
    return this.#faults;
  }

  counts(): Counts {
    return { calls: this.#calls, accepted: this.#accepted, redeliveries: this.#redeliveries };
  }

  close(): void {
    closeSync(this.#handle);
  }
}
