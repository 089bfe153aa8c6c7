import type { Organisation } from "../../src/core/people/organisation.ts";
import type { TeamPopulation } from "../../src/core/team/population.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { organisation } from "../contracts/people-builders.ts";

/** The items of made-up rounds, in the order of their level strings. */
export const UNITS = ["B1", "A1", "A2"].map((code) => ({ code }));

/** When made-up responses are completed. */
export const ANSWERED_AT = Date.UTC(2026, 5, 1);

/** The round of made-up responses: a calendar year. */
export const ROUND = "year-2026";

/** Adds an organisation with a threshold of 3. */
export async function addOrganisation(database: Database, id: string): Promise<void> {
  const made: Organisation = organisation({ id, threshold: 3 });
  await new SqlDirectory(database).addOrganisation(made, "operator:test");
}

/** Makes units, people, responses and erasures those of a population; snapshots are left alone. */
export async function putPopulation(
  database: Database,
  id: string,
  population: TeamPopulation,
): Promise<void> {
  await database.transaction().execute(async (tx) => {
    await tx.deleteFrom("org_unit").where("organisation", "=", id).execute();
    await tx.deleteFrom("response").where("organisation", "=", id).execute();
    await putUnits(tx, id, population);
    await putMembers(tx, id, population);
    await putResponses(tx, id, population);
    for (const key of new Set(population.erased)) {
      const of = { organisation: id, round: ROUND, member: memberOf(id, key) };
      await tx
        .insertInto("cell_erasure")
        .values({ ...of, times: 1 })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

/** Ids of members are unique in the whole database. */
export function memberOf(id: string, key: string): string {
  return `${key}-${id}`;
}

async function putUnits(tx: Database, id: string, { units }: TeamPopulation): Promise<void> {
  const rows = units.map((unit) => ({ ...unit, organisation: id, name: `หน่วย ${unit.id}` }));
  if (rows.length > 0) await tx.insertInto("org_unit").values(rows).execute();
}

async function putMembers(tx: Database, id: string, { people }: TeamPopulation): Promise<void> {
  const mine = tx.selectFrom("member").select("id").where("organisation", "=", id);
  await tx.deleteFrom("member_manages").where("member", "in", mine).execute();
  await tx.updateTable("member").set({ active: 0 }).where("organisation", "=", id).execute();
  for (const { key, unit, group, manages } of people) {
    const member = memberOf(id, key);
    const place = { unit, group_name: group as "academic" | null, active: 1 };
    await tx
      .insertInto("member")
      .values({
        ...place,
        id: member,
        organisation: id,
        staff_number: key,
        name: `คนที่ ${key}`,
        email: null,
        role: "officer",
        updated_at: 1,
      })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(place))
      .execute();
    for (const managed of manages)
      await tx.insertInto("member_manages").values({ member, unit: managed }).execute();
  }
}

async function putResponses(tx: Database, id: string, { people, responses }: TeamPopulation): Promise<void> {
  const groups = new Map(people.map(({ key, group }) => [key, group]));
  for (const { person, levels } of responses) {
    await tx
      .insertInto("response")
      .values({
        organisation: id,
        round: ROUND,
        member: memberOf(id, person),
        person_id: `U${person}`,
        assessment: `a-${person}`,
        completed_at: ANSWERED_AT,
        stage: "early",
        group_name: (groups.get(person) ?? "others") as "academic",
        unit: "wherever",
        framework_version: "1",
        levels: UNITS.map(({ code }) => levels[code] ?? ".").join(""),
        revision: 1,
      })
      .execute();
  }
}
