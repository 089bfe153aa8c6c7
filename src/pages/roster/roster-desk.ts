import { setImmediate } from "node:timers/promises";
import type { Request } from "express";
import type { Language } from "../../core/language.ts";
import { applyRosterPlan } from "../../roster/apply-roster-plan.ts";
import { type ImportChoices, type ImportRefusal, importRefusal } from "../../roster/import-refusal.ts";
import { planRoster, type RosterToPlan } from "../../roster/plan-roster.ts";
import { ProblemFile } from "../../roster/problem-file.ts";
import { MOST_CSV_MB } from "../../roster/read-roster-file.ts";
import type { RosterContent } from "../../roster/roster-content.ts";
import { RosterFileError } from "../../roster/roster-file-error.ts";
import type { RosterPlan } from "../../roster/roster-plan.ts";
import { OneAtATime } from "../one-at-a-time.ts";
import { removeFile } from "../page-keep.ts";
import type { PagesParts } from "../pages-parts.ts";
import { actorOf, type HrVisit, note } from "../visit.ts";
import { receiveUpload } from "./receive-upload.ts";
import {
  type Concern,
  concernOf,
  type RosterOutcome,
  type RosterUpload,
  rosterOutcome,
  rosterUpload,
} from "./roster-upload.ts";

const MOST_BYTES = MOST_CSV_MB * 1024 * 1024;

/** Everything that is wrong with an upload, as CSV in a file of its own that whoever gets it deletes. */
export interface ProblemList {
  /** Nothing lies there when nothing is wrong. */
  readonly path: string;
  readonly count: number;
}

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

type UploadedFile = Pick<RosterUpload, "fileName" | "path">;

/** What a file would do, to the list and to whoever uploads it. */
interface Looked {
  readonly plan: RosterPlan;
  readonly concernsUploader: Concern;
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
        const file = { path, fileName: received.fileName };
        await this.#turns.run(async () => this.#remember(visit, file, await this.#look(visit, path)));
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

  /** Writes down everything that is wrong with what was uploaded; undefined when that is no longer here. */
  problems(visit: HrVisit, language: Language): Promise<ProblemList | undefined> {
    return this.#turns.run(() => this.#unlessGone(visit, ({ path }) => this.#list(visit, path, language)));
  }

  /** Imports what was uploaded, exactly as the page has shown it, and deletes the file. */
  async apply(visit: HrVisit, choices: ImportChoices): Promise<ApplyTrouble | "done" | "lost"> {
    const applied = await this.#turns.run(() =>
      this.#unlessGone(visit, (upload) => this.#apply(visit, upload, choices)),
    );
    return applied ?? "lost";
  }

  /** Works on what was uploaded; undefined when it is no longer here, or no longer what it was. */
  async #unlessGone<T>(visit: HrVisit, work: (upload: RosterUpload) => Promise<T>): Promise<T | undefined> {
    const upload = this.uploadOf(visit);
    if (upload === undefined) return undefined;
    try {
      return await work(upload);
    } catch (error) {
      if (!(error instanceof RosterFileError)) throw error;
      await this.#parts.keep.dropUpload(visit.session);
      return undefined;
    }
  }

  async #list(visit: HrVisit, path: string, language: Language): Promise<ProblemList> {
    const listPath = await this.#parts.keep.newFile();
    const list = new ProblemFile(listPath, this.content, language);
    try {
      const { plan } = await this.#look(visit, path, (problems) => list.add(problems));
      await list.close();
      return { path: listPath, count: plan.problemCount };
    } catch (error) {
      await list.close();
      await removeFile(listPath);
      throw error;
    }
  }

  async #apply(visit: HrVisit, upload: RosterUpload, choices: ImportChoices): Promise<ApplyTrouble | "done"> {
    const looked = await this.#look(visit, upload.path);
    const { plan } = looked;
    const isAsShown = plan.revision === upload.revision && plan.fingerprint === upload.fingerprint;
    if (!isAsShown) return this.#showAgain(visit, upload, looked);
    const refusal = importRefusal(plan, choices);
    if (refusal !== undefined) return refusal;
    if (!(await this.#write(visit, upload, plan, choices)))
      return this.#showAgain(visit, upload, await this.#look(visit, upload.path));
    const { session, grant } = visit;
    const kept = this.#parts.keep.open(session, grant.expiresAt);
    kept.outcome = rosterOutcome(plan, choices.deactivateMissing);
    await this.#parts.keep.dropUpload(session);
    return "done";
  }

  async #showAgain(visit: HrVisit, upload: RosterUpload, looked: Looked): Promise<"stale"> {
    await this.#remember(visit, upload, looked);
    return "stale";
  }

  async #remember(visit: HrVisit, file: UploadedFile, { plan, concernsUploader }: Looked): Promise<void> {
    const { keep } = this.#parts;
    const detail = { file: file.fileName, people: plan.people, problems: plan.problemCount };
    await note(this.#parts, visit, "roster_check", detail);
    const kept = keep.open(visit.session, visit.grant.expiresAt);
    if (kept.upload?.path !== file.path) await keep.dropUpload(visit.session);
    const { fileName, path } = file;
    kept.upload = rosterUpload({ fileName, path }, plan, concernsUploader);
    kept.outcome = undefined;
  }

  async #look(
    { membership }: HrVisit,
    path: string,
    onProblems?: RosterToPlan["onProblems"],
  ): Promise<Looked> {
    const { organisation, member } = membership;
    let concernsUploader: Concern = "no";
    const plan = await planRoster(this.#parts.directory, {
      organisation: organisation.id,
      path,
      words: this.content.words,
      onProblems,
      onChanges(changes) {
        if (concernsUploader === "no") concernsUploader = concernOf(changes, member);
      },
    });
    if (plan === undefined) throw new TypeError("the organisation of a member does not exist");
    return { plan, concernsUploader };
  }

  #write(
    { grant, at }: HrVisit,
    { fileName }: RosterUpload,
    plan: RosterPlan,
    { deactivateMissing }: ImportChoices,
  ): Promise<boolean> {
    const detail = { file: fileName, skipped: plan.badRows };
    const application = { deactivateMissing, actor: actorOf(grant), at, detail };
    // The embedded database never pauses by itself; nobody else would be served meanwhile.
    return applyRosterPlan(this.#parts.directory, plan, application, () => setImmediate());
  }
}
