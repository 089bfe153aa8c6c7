import type { Effect } from "../../src/core/conversation/effect.ts";
import type { Counting } from "../../src/core/people/round.ts";
import type { Database } from "../../src/database/schema.ts";
import { assessment, result } from "../contracts/builders.ts";

/** When the assessments of these tests are completed, epoch ms. */
export const COMPLETED_AT = 1_790_000_000_900;

/** Member m-1 of the organisation dep in a campaign. */
export const COUNTING: Counting = { organisation: "dep", member: "m-1", round: "r-1" };

/** A completed assessment that counts; `over` changes the assessment. */
export function counted(
  over: Parameters<typeof assessment>[0] = {},
  levels = "2.1",
): Extract<Effect, { type: "save_assessment" }> {
  const completed = assessment({ completedAt: COMPLETED_AT, countsIn: COUNTING, ...over });
  return { type: "save_assessment", status: "completed", assessment: completed, result, levels };
}

/** Puts a person into a unit of the organisation dep. */
export async function addMember(database: Database, id: string, unit = "10", active = 1): Promise<void> {
  const who = { name: "สมมติ ตัวอย่าง", email: null, group_name: null, role: "officer" } as const;
  await database
    .insertInto("member")
    .values({ ...who, id, organisation: "dep", staff_number: id, unit, active, updated_at: 1 })
    .execute();
}

/** Links an account to a member of the organisation dep. */
export async function addLink(
  database: Database,
  personId: string,
  member: string,
  linkedAt = 1,
): Promise<void> {
  await database
    .insertInto("account_link")
    .values({ person_id: personId, organisation: "dep", member, linked_at: linkedAt, declined_at: null })
    .execute();
}

/** Notes that a snapshot of a round of dep was taken, with one figure and one cell that m-1 is in. */
export async function addSnapshot(
  database: Database,
  round: string,
  takenAt: number,
  wasClosed: 0 | 1,
): Promise<void> {
  const of = { organisation: "dep", round, number: 1 };
  const run = { started_at: takenAt, state: "published", quantities: '[""]' } as const;
  await database
    .insertInto("snapshot_run")
    .values({ ...of, ...run })
    .execute();
  await database
    .insertInto("team_snapshot")
    .values({ ...of, taken_at: takenAt, min_people: 5, was_closed: wasClosed })
    .execute();
  await database
    .insertInto("team_figures")
    .values({ ...of, unit: "", figures: "{}" })
    .execute();
  await database
    .insertInto("cell_pool")
    .values({ ...of, unit: "10", group_name: "", tallies: '{"":"."}' })
    .execute();
  await database
    .insertInto("cell_mark")
    .values({ ...of, member: "m-1", answered: 1, cells: '[["10",null,"0"]]' })
    .execute();
}
