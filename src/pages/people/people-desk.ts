import type { Member } from "../../core/people/member.ts";
import type { MemberStanding, MemberStatus } from "../../runner/rounds.ts";
import type { PagesParts } from "../pages-parts.ts";
import { standingsOf } from "../standings.ts";
import type { HrVisit } from "../visit.ts";

/** Every status, in the order the page shows them. */
export const MEMBER_STATUSES = [
  "not_linked",
  "not_started",
  "in_progress",
  "completed",
  "declined",
  "not_reachable",
] as const satisfies readonly MemberStatus[];

/** People on one page. */
export const PEOPLE_ON_A_PAGE = 25;

/** Whom the page shows. */
export interface PeopleFilter {
  /** "" for every status. */
  readonly status: string;
  /** A part of a name, or the beginning of a staff number; "" for everybody. */
  readonly words: string;
  /** Those after this staff number; "" for all. */
  readonly after: string;
}

/** A page of people, and how many there are of each status. */
export interface PeopleList {
  readonly counts: Readonly<Record<MemberStatus, number>>;
  readonly people: readonly MemberStanding[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** Counts everybody and finds one page of those who are asked for, in one go. */
export async function listPeople(
  rounds: PagesParts["rounds"],
  { membership }: HrVisit,
  round: string,
  { status, words, after }: PeopleFilter,
): Promise<PeopleList> {
  const counts = Object.fromEntries(MEMBER_STATUSES.map((name) => [name, 0])) as Record<MemberStatus, number>;
  const people: MemberStanding[] = [];
  const sought = words.normalize("NFKC").toLocaleLowerCase("th");
  let hasPassed = after === "";
  for await (const one of standingsOf(rounds, membership.organisation.id, round)) {
    counts[one.status] += 1;
    const isMeant = (status === "" || one.status === status) && isNamed(one, sought);
    if (hasPassed && isMeant && people.length <= PEOPLE_ON_A_PAGE) people.push(one);
    // Compared with the record's own order, whatever that is.
    if (one.staffNumber === after) hasPassed = true;
  }
  const hasMore = people.length > PEOPLE_ON_A_PAGE;
  const page = people.slice(0, PEOPLE_ON_A_PAGE);
  return { counts, people: page, next: hasMore ? page.at(-1)?.staffNumber : undefined };
}

function isNamed({ staffNumber, name }: MemberStanding, sought: string): boolean {
  if (sought === "") return true;
  return (
    staffNumber.toLocaleLowerCase("th").startsWith(sought) ||
    name.normalize("NFKC").toLocaleLowerCase("th").includes(sought)
  );
}

/** The active person with a staff number; undefined when there is none. */
export async function findMember(
  directory: Pick<PagesParts["directory"], "membersWith">,
  organisation: string,
  staffNumber: string,
): Promise<Member | undefined> {
  const [found] = await directory.membersWith(organisation, [staffNumber]);
  return found?.active ? found : undefined;
}
