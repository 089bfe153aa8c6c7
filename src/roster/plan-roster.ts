import { randomInt } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Member, OrgUnit } from "../core/people/member.ts";
import { problemAt, type RosterProblem } from "../core/people/roster-problem.ts";
import { RosterSurvey, type RosterVerdict } from "../core/people/roster-survey.ts";
import type { RosterWords } from "../core/people/roster-words.ts";
import type { Directory } from "../runner/directory.ts";
import { judgedRows } from "./judged-rows.ts";
import { type PeopleChanges, RosterFindings } from "./roster-findings.ts";
import type { RosterPlan } from "./roster-plan.ts";
import { type OnRead, type ReadProgress, RosterSource } from "./roster-source.ts";

/** People looked at in one go when those are sought who are no longer listed. */
const PAGE = 1_000;

/** How far a check is: the file is read twice, first to see it as a whole, then to compare its people. */
export interface PlanProgress extends ReadProgress {
  readonly step: "reading" | "comparing";
}

/** What is to be checked, and who is told of it. */
export interface RosterToPlan {
  readonly organisation: string;
  /** CSV or XLSX. */
  readonly path: string;
  readonly words: RosterWords;
  readonly onProgress?: ((progress: PlanProgress) => void) | undefined;
  /** Gets all problems by row, some at a time; the plan holds the first ones only. The check waits for it. */
  readonly onProblems?: ((problems: readonly RosterProblem[]) => Promise<void> | void) | undefined;
  /** Gets everybody who would be added, changed or is no longer listed, some at a time. */
  readonly onChanges?: ((changes: PeopleChanges) => void) | undefined;
}

/** What a plan is made with. */
type PlannedIn = Pick<Directory, "rosterRevision" | "units" | "members" | "membersWith">;

/**
 * Reads a roster file of any size and compares it with the people of an organisation; changes nothing. Finds what
 * checkRosterFile finds, holding neither the file nor the people. Whatever else the process does
 * goes on meanwhile.
 * @returns undefined when there is no such organisation
 * @throws RosterFileError, UnavailableError
 */
export async function planRoster(
  directory: PlannedIn,
  toPlan: RosterToPlan,
): Promise<RosterPlan | undefined> {
  const { organisation, path, words } = toPlan;
  // The revision first: a change while this runs makes applying fail instead of going unnoticed.
  const revision = await directory.rosterRevision(organisation);
  if (revision === undefined) return undefined;
  const source = new RosterSource(path, words);
  const verdict = await survey(source, await directory.units(organisation), toPlan);
  const found = (await compare(directory, toPlan, { source, verdict })).found();
  const { fingerprint, reader } = source;
  const ignored = reader?.ignored ?? [];
  const { people } = verdict;
  return { organisation, revision, fingerprint, people, ignored, ...found, source, verdict };
}

async function survey(
  source: RosterSource,
  units: readonly OrgUnit[],
  { onProgress }: RosterToPlan,
): Promise<RosterVerdict> {
  const seen = new RosterSurvey(randomInt(2 ** 32));
  for await (const entry of source.entries(reporting("reading", onProgress))) seen.note(entry);
  return seen.judge(units);
}

function reporting(step: PlanProgress["step"], onProgress: RosterToPlan["onProgress"]): OnRead {
  return async (at) => {
    onProgress?.({ ...at, step });
    await giveWay();
  };
}

/** Neither rows that have been read already nor the embedded database pause by themselves. */
function giveWay(): Promise<void> {
  return setImmediate();
}

type Looked = Pick<RosterPlan, "source" | "verdict">;

async function compare(
  directory: PlannedIn,
  { organisation, onProgress, onProblems, onChanges }: RosterToPlan,
  { source, verdict }: Looked,
): Promise<RosterFindings> {
  const findings = new RosterFindings(verdict);
  const note = async (problems: readonly RosterProblem[], badRows: number) => {
    findings.noteProblems(problems, badRows);
    await onProblems?.(problems);
  };
  await note(fileProblems({ source, verdict }), 0);
  if (source.fingerprint !== undefined) {
    const entries = source.entries(reporting("comparing", onProgress));
    for await (const { good, problems, badRows } of judgedRows(entries, verdict)) {
      await note(problems, badRows);
      const numbers = good.map(({ staffNumber = "" }) => staffNumber);
      const changes = findings.notePeople(good, await directory.membersWith(organisation, numbers));
      onChanges?.(changes);
      await giveWay();
    }
  }
  for await (const page of everybody(directory, organisation)) {
    const changes = findings.noteExisting(page);
    onChanges?.(changes);
    await giveWay();
  }
  return findings;
}

function fileProblems({ source: { reader }, verdict }: Looked): readonly RosterProblem[] {
  if (reader === undefined) return [problemAt(1, null, "no_rows")];
  return reader.problems.length > 0 ? reader.problems : verdict.problems;
}

async function* everybody(directory: PlannedIn, organisation: string): AsyncGenerator<readonly Member[]> {
  for (let after: string | undefined; ; ) {
    const page = await directory.members(organisation, { after, limit: PAGE });
    yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.staffNumber;
  }
}
