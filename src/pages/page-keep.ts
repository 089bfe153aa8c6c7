import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { IssuedCode } from "../runner/linking.ts";
import type { Clock } from "../runner/ports.ts";
import type { RosterOutcome, RosterUpload } from "./roster/roster-upload.ts";

const HOUR_MS = 60 * 60 * 1_000;
const FILE = /^roster-[0-9a-f-]{36}$/u;

/** What is kept for one browser session. */
export interface Kept {
  upload?: RosterUpload | undefined;
  outcome?: RosterOutcome | undefined;
  /** By unit, "" for everybody; promises, so that asking twice at once issues once. */
  readonly codes: Map<string, Promise<readonly IssuedCode[]>>;
}

interface Entry extends Kept {
  readonly expiresAt: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Keeps uploaded files and issued codes for as long as a browser session, in this process only: codes are never
 * written anywhere, and another web process knows nothing of them and asks to begin again.
 */
export class PageKeep {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  /** @param folder for uploaded files, made when needed; web processes of one machine may share it */
  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** A path for a new file. What a crashed process left in the folder is deleted by the way. */
  async newFile(): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#folder)) if (FILE.test(name)) await this.#removeIfOld(name);
    return join(this.#folder, `roster-${randomUUID()}`);
  }

  /** What is kept for a session; undefined when nothing is. */
  find(session: string): Kept | undefined {
    const entry = this.#entries.get(session);
    if (entry === undefined || entry.expiresAt > this.#clock.now()) return entry;
    void this.forget(session);
    return undefined;
  }

  /** The same, begun when there is nothing yet. */
  open(session: string, expiresAt: number): Kept {
    const found = this.find(session);
    if (found !== undefined) return found;
    const timer = setTimeout(() => void this.forget(session), Math.max(0, expiresAt - this.#clock.now()));
    const entry: Entry = { codes: new Map(), expiresAt, timer: timer.unref() };
    this.#entries.set(session, entry);
    return entry;
  }

  /** Deletes the uploaded file of a session. */
  async dropUpload(session: string): Promise<void> {
    const entry = this.#entries.get(session);
    const path = entry?.upload?.path;
    if (entry !== undefined) entry.upload = undefined;
    if (path !== undefined) await removeFile(path);
  }

  /** Deletes everything of a session. */
  async forget(session: string): Promise<void> {
    clearTimeout(this.#entries.get(session)?.timer);
    const dropped = this.dropUpload(session);
    this.#entries.delete(session);
    await dropped;
  }

  /** Deletes everything; to be called when the server stops. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((session) => this.forget(session)));
  }

  async #removeIfOld(name: string): Promise<void> {
    const path = join(this.#folder, name);
    // Another process may delete it at the same time.
    const changedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    // A file's time is the machine's, whatever the clock of the service says.
    if (changedAt !== undefined && Date.now() - changedAt > HOUR_MS) await removeFile(path);
  }
}

/** Deletes a file; it may be gone already. Never fails: what stays is deleted by a later newFile. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => {});
}
