import { fileURLToPath } from "node:url";
import type { Content } from "./core/content.ts";
import { LINK_CODE_LIFETIME_MS } from "./core/people/link-code.ts";
import type { Member, RosterMember } from "./core/people/member.ts";
import { type Organisation, THRESHOLD } from "./core/people/organisation.ts";
import { calendarYear, type Round } from "./core/people/round.ts";
import { type AnsweringTime, answerLastYear, answerNow } from "./demo-history.ts";
import { castPeople } from "./demo-people.ts";
import type { OpenStorage } from "./open-storage.ts";
import { checkRosterFile } from "./roster/check-roster-file.ts";
import { loadRosterContent } from "./roster/roster-content.ts";
import type { TeamSnapshots } from "./runner/team-snapshots.ts";
import type { PagePart } from "./simulator/chat-book.ts";

/** What the department is made in. */
export type DepartmentStorage = Pick<OpenStorage, "directory" | "linking" | "rounds" | "records">;

/** Parts of the page's people who are in the department. */
export type MemberPart = Exclude<PagePart, "newcomer">;

/** What the department is made with. */
export interface DepartmentParts {
  readonly storage: DepartmentStorage;
  readonly teams: Pick<TeamSnapshots, "refresh">;
  readonly content: Content;
  /** Epoch ms. */
  readonly now: number;
  /** LINE accounts on the page that are linked from the start, by part. */
  readonly linked: Readonly<Partial<Record<MemberPart, string>>>;
}

/** The department's people, all of them made up: see the README beside it. */
export const DEMO_ROSTER = fileURLToPath(new URL("../data/demo/roster.csv", import.meta.url));

/** Id of the department. */
export const DEMO_ORGANISATION = "sample";

/** Who the page's people are in the roster, by staff number. */
export const PAGE_MEMBERS: Readonly<Record<MemberPart, string>> = {
  officer: "S0081",
  manager: "S0062",
  hr: "S0007",
};

/** The second HR officer, who has no LINE account. */
const WITHOUT_LINE = "S0008";
const ACTOR = "operator:demo";
const ROUND_ID = "sample-round";
const DAY_MS = 24 * 60 * 60 * 1_000;
const MOST_PEOPLE = 1_000;

/**
 * Makes the department with its people, their answers of last year and of an open round, and the figures of
 * both; false when it is there already. One that was broken off is finished.
 * @throws UnavailableError
 */
export async function setUpDemoDepartment(parts: DepartmentParts): Promise<boolean> {
  const { directory, records, rounds } = parts.storage;
  // The round is opened after everything else, so it tells that everything else is there.
  if ((await rounds.list(DEMO_ORGANISATION)).some(({ id }) => id === ROUND_ID)) return false;
  const { foundedAt, lastYear, now } = timesBefore(parts.now);
  const organisation = departmentAt(foundedAt);
  await directory.addOrganisation(organisation, ACTOR);
  await importRoster(parts.storage, foundedAt);
  const members = await directory.members(DEMO_ORGANISATION, { limit: MOST_PEOPLE });
  const cast = castPeople(members.filter(isOffPage));
  const accounts = cast.map(({ member, personId }) => [member.id, personId] as const);
  await linkAccounts(parts.storage, new Map([...accounts, ...pageAccounts(parts, members)]), foundedAt);
  const history = { organisation, cast, content: parts.content, records };
  await answerLastYear(history, lastYear);
  await answerNow(history, now);
  await rounds.open(DEMO_ORGANISATION, now.round, ACTOR, now.round.opensAt);
  // Of last year as well: it is over and has no figures yet.
  await parts.teams.refresh(parts.now);
  return true;
}

/**
 * A fresh code for the page's officer, who loses the one before; undefined for an officer who is linked.
 * @throws UnavailableError
 */
export async function issueOfficerCode(storage: DepartmentStorage, now: number): Promise<string | undefined> {
  const members = await storage.directory.members(DEMO_ORGANISATION, { limit: MOST_PEOPLE });
  const officer = members.filter(({ staffNumber }) => staffNumber === PAGE_MEMBERS.officer);
  const [issued] = await issueCodes(storage, officer, now);
  return issued?.code;
}

interface Times {
  readonly foundedAt: number;
  readonly lastYear: AnsweringTime;
  readonly now: AnsweringTime;
}

/** The department's past, seen from an instant. */
function timesBefore(now: number): Times {
  const lastYear = calendarYear(calendarYear(now).opensAt - DAY_MS);
  const { opensAt } = lastYear;
  const round: Round = {
    id: ROUND_ID,
    name: "รอบสาธิต",
    opensAt: now - 21 * DAY_MS,
    closesAt: now + 40 * DAY_MS,
  };
  return {
    foundedAt: opensAt + 14 * DAY_MS,
    lastYear: { round: lastYear, from: opensAt + 60 * DAY_MS, to: opensAt + 300 * DAY_MS },
    now: { round, from: round.opensAt, to: now - DAY_MS },
  };
}

function departmentAt(createdAt: number): Organisation {
  const name = { th: "กรมสาธิตทักษะดิจิทัล", en: "Department of Sample Skills" };
  return {
    id: DEMO_ORGANISATION,
    name,
    stage: "developing",
    controller: name,
    contact: "hr@example.go.th",
    threshold: THRESHOLD.usual,
    createdAt,
  };
}

async function importRoster({ directory }: DepartmentStorage, at: number): Promise<void> {
  const existing = await directory.roster(DEMO_ORGANISATION);
  if (existing === undefined) throw new Error("the department is not there");
  const { changes, revision, problems } = await checkRosterFile(
    DEMO_ROSTER,
    existing,
    loadRosterContent().words,
  );
  if (problems.length > 0) throw new Error(`the department's roster has ${problems.length} mistake(s)`);
  const detail = { file: "roster.csv", skipped: 0 };
  const common = { organisation: DEMO_ORGANISATION, actor: ACTOR, at, detail };
  await directory.applyRoster({ ...common, revision, changes, deactivateMissing: false });
}

/** Whether somebody of the roster has a LINE account without being one of the page's people. */
export function isOffPage({ staffNumber }: Pick<RosterMember, "staffNumber">): boolean {
  return staffNumber !== WITHOUT_LINE && !Object.values(PAGE_MEMBERS).includes(staffNumber);
}

function pageAccounts({ linked }: DepartmentParts, members: readonly Member[]): ReadonlyMap<string, string> {
  const byStaffNumber = new Map(
    Object.entries(linked).map(([part, account]) => [PAGE_MEMBERS[part as MemberPart], account]),
  );
  const found = members.map(({ id, staffNumber }) => [id, byStaffNumber.get(staffNumber)] as const);
  return new Map(found.flatMap(([id, account]) => (account === undefined ? [] : [[id, account]])));
}

/** Links accounts with codes, as people do; whoever is linked already is left alone. */
async function linkAccounts(
  storage: DepartmentStorage,
  accounts: ReadonlyMap<string, string>,
  at: number,
): Promise<void> {
  const members = [...accounts.keys()].map((id) => ({ id }));
  for (const { member, staffNumber, code } of await issueCodes(storage, members, at)) {
    const account = accounts.get(member);
    if (account === undefined) continue;
    const check = await storage.linking.check(account, code, `sample-link-${staffNumber}`, at);
    if (check.status === "found") await storage.linking.redeem(account, check.ticket, at);
  }
}

function issueCodes({ linking }: DepartmentStorage, members: readonly Pick<Member, "id">[], at: number) {
  return linking.issueCodes({
    organisation: DEMO_ORGANISATION,
    members: members.map(({ id }) => id),
    onlyUnlinked: true,
    expiresAt: at + LINK_CODE_LIFETIME_MS,
    actor: ACTOR,
    at,
  });
}
