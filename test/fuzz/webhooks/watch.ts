import { processFigures } from "../../bench/process-figures.ts";
import type { NamedProcess } from "./fuzzed-service.ts";

/** What the logs of a process have that they should not. */
export interface LogTrouble {
  readonly process: string;
  readonly line: string;
}

/** How the memory of a process went, MB. */
export interface MemoryFigures {
  readonly process: string;
  readonly atFifth: number;
  readonly atEnd: number;
  readonly peak: number;
}

/** Not JSON, and meant to be there. */
const START_LINES = [/^Thaksa listens on port \d+/u, /^Ready$/u];
/** Pino's number of "error". */
const ERROR_LEVEL = 50;
const MOST_TROUBLES = 40;
/** Averaged, so that one collection of garbage more or less does not decide. */
const SAMPLES = 10;
/** The bodies grow into the memory they need until then. */
const SETTLED_AT = 0.2;

/** Reads what the processes write and how much memory they use. */
export class Watch {
  readonly troubles: LogTrouble[] = [];
  readonly warnings = new Map<string, number>();
  lines = 0;
  readonly #processes: readonly NamedProcess[];
  readonly #canary: string;
  readonly #readUpTo = new Map<string, number>();
  readonly #memory = new Map<string, { readonly progress: number; readonly mb: number }[]>();

  constructor(processes: readonly NamedProcess[], canary: string) {
    this.#processes = processes;
    this.#canary = canary;
  }

  /** Looks at what came since the last look. @param progress from 0 to 1 */
  look(progress: number): void {
    for (const { name, service } of this.#processes) {
      const samples = this.#memory.get(name) ?? [];
      const figures = processFigures(service.pid);
      if (figures !== null) samples.push({ progress, mb: figures.memoryMb });
      this.#memory.set(name, samples);
    }
    this.read();
  }

  /** Reads the whole lines that came since. */
  read(): void {
    for (const { name, service } of this.#processes) {
      const output = service.output();
      const from = this.#readUpTo.get(name) ?? 0;
      const upTo = output.lastIndexOf("\n") + 1;
      if (upTo <= from) continue;
      this.#readUpTo.set(name, upTo);
      for (const line of output.slice(from, upTo - 1).split("\n")) this.#readLine(name, line);
    }
  }

  #readLine(process: string, line: string): void {
    this.lines += 1;
    const entry = parsed(line);
    const isTrouble =
      line.includes(this.#canary) ||
      (entry === undefined ? !START_LINES.some((one) => one.test(line)) : entry.level >= ERROR_LEVEL);
    if (isTrouble && this.troubles.length < MOST_TROUBLES) this.troubles.push({ process, line });
    if (entry === undefined || entry.level >= ERROR_LEVEL) return;
    this.warnings.set(entry.msg, (this.warnings.get(entry.msg) ?? 0) + 1);
  }

  /** How the memory of each process went. */
  memory(): readonly MemoryFigures[] {
    return [...this.#memory].map(([process, samples]) => {
      const from = Math.max(
        0,
        samples.findIndex(({ progress }) => progress >= SETTLED_AT),
      );
      return {
        process,
        atFifth: mean(samples.slice(from, from + SAMPLES)),
        atEnd: mean(samples.filter(({ progress }) => progress <= 1).slice(-SAMPLES)),
        peak: Math.max(0, ...samples.map(({ mb }) => mb)),
      };
    });
  }
}

function parsed(line: string): { level: number; msg: string } | undefined {
  try {
    const { level, msg } = JSON.parse(line) as Record<"level" | "msg", unknown>;
    return typeof level === "number" ? { level, msg: String(msg) } : undefined;
  } catch {
    return undefined;
  }
}

function mean(samples: readonly { readonly mb: number }[]): number {
  return Math.round(samples.reduce((sum, { mb }) => sum + mb, 0) / Math.max(1, samples.length));
}
