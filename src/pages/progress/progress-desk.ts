import { calendarYear, type Round } from "../../core/people/round.ts";
import type { ProgressCounts } from "../../core/reminder/reminder.ts";
import { WHOLE_ORGANISATION } from "../../core/team/team-view.ts";
import type { MemberStanding, MemberStatus } from "../../runner/rounds.ts";
import type { PagesParts } from "../pages-parts.ts";
import { STANDINGS_PAGE, standingsOf } from "../standings.ts";
import type { HrVisit } from "../visit.ts";

/** People on one page. */
const PROGRESS_ON_A_PAGE = 25;

/** Whom a list is of: everybody of a round, or those who have to be reached by other means. */
export type ProgressList = "everybody" | "not_linked";

/** Somebody on a list, and how they may be reached beside LINE. */
export interface ListedPerson extends MemberStanding {
  /** Of people who are not linked, where the roster has one. */
  readonly email: string | null;
}

/** How a round gets on. */
export interface ProgressPage {
  readonly counts: Readonly<Record<MemberStatus, number>>;
  /** One page of the people who are not linked. */
  readonly people: readonly ListedPerson[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

type Parts = Pick<PagesParts, "directory" | "rounds" | "runs">;

/** The rounds a file may be of: the one that is open or the calendar year, then those that are over. */
export async function roundsToChoose(
  { rounds }: Pick<Parts, "rounds">,
  { membership, at }: HrVisit,
): Promise<readonly [Round, ...Round[]]> {
  const organisation = membership.organisation.id;
  const current = await rounds.current(organisation, at);
  const kept = await rounds.list(organisation);
  const over = kept.filter(({ id, state }) => id !== current.id && state !== "planned");
  const year = calendarYear(at);
  return [current, ...over, ...(current.id === year.id ? [] : [year])];
}

/** Counts everybody of a round, and finds one page of those who are not linked. */
export async function findProgress(
  { runs, rounds, directory }: Parts,
  { membership, at }: HrVisit,
  round: Round,
  after: string,
): Promise<ProgressPage> {
  const organisation = membership.organisation.id;
  const page = {
    ...(after !== "" && { after }),
    limit: PROGRESS_ON_A_PAGE + 1,
    status: "not_linked",
  } as const;
  const [view, found] = await Promise.all([
    runs.progress(organisation, round, WHOLE_ORGANISATION, at),
    rounds.standings(organisation, round.id, page),
  ]);
  const people = await withEmails(directory, organisation, found.slice(0, PROGRESS_ON_A_PAGE));
  const next = found.length > PROGRESS_ON_A_PAGE ? people.at(-1)?.staffNumber : undefined;
  return { counts: countsOf(view?.counts), people, next };
}

function countsOf(counts: ProgressCounts | undefined): ProgressPage["counts"] {
  return {
    not_linked: counts?.notLinked ?? 0,
    not_started: counts?.notStarted ?? 0,
    in_progress: counts?.inProgress ?? 0,
    completed: counts?.completed ?? 0,
    declined: counts?.declined ?? 0,
    not_reachable: counts?.notReachable ?? 0,
  };
}

/** Everybody of a list, by staff number; never held as a whole. */
export async function* peopleOf(
  { rounds, directory }: Pick<Parts, "directory" | "rounds">,
  organisation: string,
  round: string,
  list: ProgressList,
): AsyncGenerator<ListedPerson> {
  let waiting: MemberStanding[] = [];
  const status = list === "everybody" ? undefined : list;
  for await (const one of standingsOf(rounds, organisation, round, status)) {
    if (list === "everybody") yield { ...one, email: null };
    else waiting.push(one);
    if (waiting.length < STANDINGS_PAGE) continue;
    yield* await withEmails(directory, organisation, waiting);
    waiting = [];
  }
  yield* await withEmails(directory, organisation, waiting);
}

/** @param people at most 1,000 */
async function withEmails(
  directory: Parts["directory"],
  organisation: string,
  people: readonly MemberStanding[],
): Promise<readonly ListedPerson[]> {
  if (people.length === 0) return [];
  const numbers = people.map(({ staffNumber }) => staffNumber);
  const members = await directory.membersWith(organisation, numbers);
  const emails = new Map(members.map(({ staffNumber, email }) => [staffNumber, email]));
  return people.map((one) => ({ ...one, email: emails.get(one.staffNumber) ?? null }));
}
