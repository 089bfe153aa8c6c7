import { calendarYear, type Round } from "../../core/people/round.ts";
import type { MemberStanding, MemberStatus } from "../../runner/rounds.ts";
import type { PagesParts } from "../pages-parts.ts";
import { MEMBER_STATUSES } from "../people/people-desk.ts";
import { STANDINGS_PAGE, standingsOf } from "../standings.ts";
import type { HrVisit } from "../visit.ts";

/** People on one page. */
export const PROGRESS_ON_A_PAGE = 25;

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

type Parts = Pick<PagesParts, "directory" | "rounds">;

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

/** Counts everybody of a round and finds one page of those who are not linked, in one go. */
export async function findProgress(
  { rounds, directory }: Parts,
  { membership }: HrVisit,
  round: string,
  after: string,
): Promise<ProgressPage> {
  const organisation = membership.organisation.id;
  const counts = Object.fromEntries(MEMBER_STATUSES.map((name) => [name, 0])) as Record<MemberStatus, number>;
  const found: MemberStanding[] = [];
  let hasPassed = after === "";
  for await (const one of standingsOf(rounds, organisation, round)) {
    counts[one.status] += 1;
    if (hasPassed && one.status === "not_linked" && found.length <= PROGRESS_ON_A_PAGE) found.push(one);
    // Compared with the record's own order, whatever that is.
    if (one.staffNumber === after) hasPassed = true;
  }
  const people = await withEmails(directory, organisation, found.slice(0, PROGRESS_ON_A_PAGE));
  const next = found.length > PROGRESS_ON_A_PAGE ? people.at(-1)?.staffNumber : undefined;
  return { counts, people, next };
}

/** Everybody of a list, by staff number; never held as a whole. */
export async function* peopleOf(
  { rounds, directory }: Parts,
  organisation: string,
  round: string,
  list: ProgressList,
): AsyncGenerator<ListedPerson> {
  let waiting: MemberStanding[] = [];
  for await (const one of standingsOf(rounds, organisation, round)) {
    if (list === "everybody") yield { ...one, email: null };
    else if (one.status === "not_linked") waiting.push(one);
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
