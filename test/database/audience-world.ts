import type { Member } from "../../src/core/people/member.ts";
import type { Round } from "../../src/core/people/round.ts";
import type { Database, MemberTable } from "../../src/database/schema.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import { addPeople, deactivate } from "../contracts/add-people.ts";
import { assessment, person } from "../contracts/builders.ts";
import { orgUnit, rosterMember } from "../contracts/people-builders.ts";

/** When rounds of these tests open. */
export const AT = 1_790_000_000_000;

/**
 * The people of a made-up department by staff number: 1 officer in 10, 2 manager in 11, 3 officer in 12, 4 HR officer
 * who manages 20, 5 officer without a group in 20; 6 has left. Unit 12 is below 11, and that below 10.
 */
export async function addDepartment(database: Database, id: string): Promise<readonly Member[]> {
  const directory = new SqlDirectory(database);
  const people = [
    rosterMember("1", { unit: "10", group: "service" }),
    rosterMember("2", { unit: "11", group: "management", manages: ["11"] }),
    rosterMember("3", { unit: "12", group: "academic" }),
    rosterMember("4", { unit: "20", group: "service", role: "hr", manages: ["20"] }),
    rosterMember("5", { unit: "20" }),
    rosterMember("6", { unit: "10", group: "service" }),
  ];
  const units = [orgUnit("10"), orgUnit("11", "10"), orgUnit("12", "11"), orgUnit("20")];
  const members = await addPeople(directory, id, people, units);
  await deactivate(directory, id, members[5] as Member);
  return members;
}

/** A round that is open from AT on. */
export function round(over: Partial<Round> = {}): Round {
  return { id: "2569-1", name: "รอบแรก", opensAt: AT, closesAt: null, ...over };
}

/** Opens a round of an organisation. */
export function openRound(database: Database, organisation: string, opened: Round): Promise<boolean> {
  return new SqlRounds(database).open(organisation, opened, "operator:test", opened.opensAt);
}

/** Links an account, named after the member, with what is known of the person. */
export async function linkPerson(
  database: Database,
  { id: member }: Member,
  known: {
    readonly at?: number;
    readonly declinedAt?: number;
    readonly blockedAt?: number;
    readonly stoppedFor?: string;
    readonly snoozedUntil?: number;
  } = {},
): Promise<string> {
  const { organisation } = await memberRow(database, member);
  const person_id = `U-${member}`;
  const { at: linked_at = 1, declinedAt: declined_at = null } = known;
  await new SqlRecords(database).apply(person_id, 1, [{ type: "save_person", person: person() }], 1);
  await database
    .insertInto("account_link")
    .values({ person_id, organisation, member, linked_at, declined_at })
    .execute();
  await database
    .updateTable("person")
    .set({
      reachable: known.blockedAt === undefined ? 1 : 0,
      blocked_at: known.blockedAt ?? null,
      reminders_stopped_for: known.stoppedFor ?? null,
      reminders_snoozed_until: known.snoozedUntil ?? null,
    })
    .where("person_id", "=", person_id)
    .execute();
  return person_id;
}

/** A full assessment of a person is under way since an instant. */
export async function beginAssessment(database: Database, personId: string, at: number): Promise<void> {
  const begun = assessment({ id: `begun-${personId}`, startedAt: at });
  const effect = { type: "save_assessment", status: "in_progress", assessment: begun, result: null } as const;
  await new SqlRecords(database).apply(personId, 2, [effect], at);
}

/** A member has completed a round. */
export async function complete(
  database: Database,
  { id: member, unit }: Member,
  roundId: string,
  at: number,
): Promise<void> {
  const { organisation } = await memberRow(database, member);
  const what = { stage: "early", group_name: "service", framework_version: "2563" } as const;
  const whose = { organisation, round: roundId, member, person_id: `U-${member}`, unit, ...what };
  await database
    .insertInto("response")
    .values({ ...whose, assessment: `a-${member}`, completed_at: at, levels: "1", revision: 1 })
    .execute();
}

/** LINE refused a reminder of a round to an account. */
export async function refuse(
  database: Database,
  { id: member }: Member,
  roundId: string,
  at: number,
  personId = `U-${member}`,
): Promise<void> {
  const { organisation } = await memberRow(database, member);
  await database
    .insertInto("reminder")
    .values({
      organisation,
      round: roundId,
      member,
      step: `step-${at}`,
      run: "run-1",
      person_id: personId,
      kind: "reminder",
      state: "refused",
      reason: null,
      text: "greeting",
      stage: 1,
      due_at: at,
      settled_at: at,
    })
    .execute();
}

function memberRow(database: Database, id: string): Promise<Pick<MemberTable, "organisation">> {
  return database.selectFrom("member").select("organisation").where("id", "=", id).executeTakeFirstOrThrow();
}
