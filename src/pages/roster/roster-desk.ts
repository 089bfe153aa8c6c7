import { setImmediate } from "node:timers/promises";
import type { Request } from "express";
import { type CheckedRosterFile, checkRosterFile } from "../../roster/check-roster-file.ts";
import { type ImportChoices, type ImportRefusal, importRefusal } from "../../roster/import-refusal.ts";
import { MOST_CSV_MB } from "../../roster/read-roster-file.ts";
import type { RosterContent } from "../../roster/roster-content.ts";
import { RosterFileError } from "../../roster/roster-file-error.ts";
import { OneAtATime } from "../one-at-a-time.ts";
import { removeFile } from "../page-keep.ts";
import type { PagesParts } from "../pages-parts.ts";
import { actorOf, type HrVisit, note } from "../visit.ts";
import { receiveUpload } from "./receive-upload.ts";
import { type RosterOutcome, type RosterUpload, rosterOutcome, rosterUpload } from "./roster-upload.ts";

const MOST_BYTES = MOST_CSV_MB * 1024 * 1024;

/** Why a checked file was not imported yet; `stale`: the roster was changed meanwhile, and the file checked again. */
export type ApplyTrouble = ImportRefusal | "stale";

const APPLY_TROUBLES: readonly string[] = [
  "mend_file",
  "mend_or_skip",
  "no_deactivation_with_bad_rows",
  "stale",
] satisfies readonly ApplyTrouble[];

/** Whether a word from outside is one of these. */
export function isApplyTrouble(word: string): word is ApplyTrouble {
  return APPLY_TROUBLES.includes(word);
}

type Parts = Pick<PagesParts, "audit" | "directory" | "keep">;

/** Takes in roster files, checks them and applies them. Large files are worked on one after the other. */
export class RosterDesk {
  readonly content: RosterContent;
  readonly #parts: Parts;
  readonly #turns = new OneAtATime();

  constructor(parts: Parts, content: RosterContent) {
    this.#parts = parts;
    this.content = content;
  }

  /** What was uploaded and checked before in this browser session. */
  uploadOf({ session }: HrVisit): RosterUpload | undefined {
    return this.#parts.keep.find(session)?.upload;
  }

  /** What was imported last in this browser session. */
  outcomeOf({ session }: HrVisit): RosterOutcome | undefined {
    return this.#parts.keep.find(session)?.outcome;
  }

  /** Takes a file in and checks it, with an audit note; why it cannot be used, if so. */
  async receive(visit: HrVisit, request: Request): Promise<RosterFileError | "no_file" | undefined> {
    const path = await this.#parts.keep.newFile();
    try {
      const received = await receiveUpload(request, path, MOST_BYTES);
      if (received.status === "received") {
        await this.#turns.run(() => this.#check(visit, { path, fileName: received.fileName }));
        return undefined;
      }
      return received.status === "no_file"
        ? "no_file"
        : new RosterFileError("ROSTER_FILE_TOO_LARGE", { most: MOST_CSV_MB });
    } catch (error) {
      if (error instanceof RosterFileError) return error;
      throw error;
    } finally {
      if (this.uploadOf(visit)?.path !== path) await removeFile(path);
    }
  }

  /** The whole check of what was uploaded; undefined when that is no longer here. */
  checkAgain(visit: HrVisit): Promise<CheckedRosterFile | undefined> {
    return this.#turns.run(async () => {
      const upload = this.uploadOf(visit);
      return upload === undefined ? undefined : this.#read(visit, upload.path);
    });
  }

  /** Imports what was uploaded, exactly as the page has shown it, and deletes the file. */
  apply(visit: HrVisit, choices: ImportChoices): Promise<ApplyTrouble | "done" | "lost"> {
    return this.#turns.run(() => this.#apply(visit, choices));
  }

  async #apply(visit: HrVisit, choices: ImportChoices): Promise<ApplyTrouble | "done" | "lost"> {
    const upload = this.uploadOf(visit);
    if (upload === undefined) return "lost";
    const checked = await this.#read(visit, upload.path);
    const refusal = importRefusal(checked, choices);
    if (refusal !== undefined) return refusal;
    if (checked.revision !== upload.revision || !(await this.#write(visit, upload, checked, choices))) {
      await this.#check(visit, upload);
      return "stale";
    }
    const { session, grant } = visit;
    const kept = this.#parts.keep.open(session, grant.expiresAt);
    kept.outcome = rosterOutcome(checked, choices.deactivateMissing);
    await this.#parts.keep.dropUpload(session);
    return "done";
  }

  async #check(visit: HrVisit, file: Pick<RosterUpload, "fileName" | "path">): Promise<void> {
    const { keep } = this.#parts;
    const checked = await this.#read(visit, file.path);
    const detail = { file: file.fileName, people: checked.people, problems: checked.problems.length };
    await note(this.#parts, visit, "roster_check", detail);
    const kept = keep.open(visit.session, visit.grant.expiresAt);
    if (kept.upload?.path !== file.path) await keep.dropUpload(visit.session);
    kept.upload = rosterUpload(file, checked, visit.membership.member);
    kept.outcome = undefined;
  }

  async #read({ membership }: HrVisit, path: string): Promise<CheckedRosterFile> {
    const existing = await this.#parts.directory.roster(membership.organisation.id);
    if (existing === undefined) throw new TypeError("the organisation of a member does not exist");
    // Others are served between the reading of the records and of the file.
    await setImmediate();
    return checkRosterFile(path, existing, this.content.words);
  }

  #write(
    { grant, at, membership }: HrVisit,
    { fileName }: RosterUpload,
    { changes, revision, badRows }: CheckedRosterFile,
    { deactivateMissing }: ImportChoices,
  ): Promise<boolean> {
    const update = {
      organisation: membership.organisation.id,
      revision,
      changes,
      deactivateMissing,
      actor: actorOf(grant),
      at,
      detail: { file: fileName, skipped: badRows },
    };
    // The embedded database never pauses by itself; nobody else would be served meanwhile.
    return this.#parts.directory.applyRoster(update, () => setImmediate());
  }
}
