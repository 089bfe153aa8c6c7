import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Content } from "../../src/core/content.ts";
import { GROUPS } from "../../src/core/framework/framework.ts";
import { insertJson } from "../../src/database/insert-json.ts";
import { isPostgres } from "../../src/database/is-postgres.ts";
import type { Database } from "../../src/database/schema.ts";

/** The made-up organisation's id. */
export const ORGANISATION = "bench";

const ROUND = "year-2026";
const ANSWERED_AT = Date.UTC(2026, 5, 1);
const HOUR_MS = 60 * 60 * 1_000;
const BATCH = 5_000;
const PEOPLE_A_UNIT = 100;
/** Every unit has about so many below it. */
const BRANCHES = 6;
const ANSWERED_PERCENT = 70;

/** One more hundredth of the people answers. */
export function answerLate(db: Database, content: Content, people: number): Promise<void> {
  return addResponses(db, content, people, (hundredth) => hundredth === ANSWERED_PERCENT);
}

/** Fills a migrated database with units, people, managers and responses of one organisation. */
export async function fillOrganisation(db: Database, content: Content, people: number): Promise<void> {
  const units = unitCount(people);
  await sql`insert into organisation (id, name_th, name_en, stage, controller_th, controller_en, contact, created_at)
    values (${ORGANISATION}, 'ตัวอย่าง', 'Example', 'early', 'ตัวอย่าง', 'Example', 'x', 1)`.execute(db);
  const text = "text" as const;
  await inBatches(units, async (numbers) => {
    const rows = numbers.map((unit) => ({
      organisation: ORGANISATION,
      id: `u${unit}`,
      parent: unit < BRANCHES ? null : `u${Math.floor(unit / BRANCHES)}`,
      name: `หน่วยที่ ${unit}`,
    }));
    await insertJson(db, "org_unit", { organisation: text, id: text, parent: text, name: text }, rows);
  });
  await inBatches(people, (numbers) => addPeople(db, numbers, units));
  await addResponses(db, content, people, (hundredth) => hundredth < ANSWERED_PERCENT);
  if (isPostgres(db)) await sql`vacuum analyze`.execute(db);
}

/** The unit that has, with everything below it, about so many of the organisation's people. */
export function unitOfAbout(wanted: number, people: number): string {
  const units = unitCount(people);
  const size = (unit: number): number => {
    const below = Array.from({ length: unit === 0 ? 0 : BRANCHES }, (_, at) => unit * BRANCHES + at);
    return below.filter((one) => one < units).reduce((sum, one) => sum + size(one), PEOPLE_A_UNIT);
  };
  const distances = Array.from({ length: Math.min(units, 2_000) }, (_, unit) =>
    Math.abs(size(unit) - wanted),
  );
  return `u${distances.indexOf(Math.min(...distances))}`;
}

function unitCount(people: number): number {
  return Math.max(10, Math.round(people / PEOPLE_A_UNIT));
}

async function addPeople(db: Database, numbers: readonly number[], units: number): Promise<void> {
  const [text, integer] = ["text", "integer"] as const;
  const made = numbers.map((number) => ({
    number,
    id: idOf(number),
    unit: `u${number % units}`,
    group: groupOf(number),
  }));
  const members = made.map(({ number, id, unit, group }) => ({
    id,
    organisation: ORGANISATION,
    staff_number: `P${number}`,
    name: `คนที่ ${number} น้ำใจ`,
    unit,
    group_name: number % 3 === 0 ? null : group,
    role: "officer",
    active: number % 50 === 49 ? 0 : 1,
    updated_at: 1,
  }));
  const columns = {
    id: text,
    organisation: text,
    staff_number: text,
    name: text,
    unit: text,
    group_name: text,
  };
  await insertJson(db, "member", { ...columns, role: text, active: integer, updated_at: integer }, members);
  const managers = made.filter(({ number }) => number < units).map(({ id, unit }) => ({ member: id, unit }));
  await insertJson(db, "member_manages", { member: text, unit: text }, managers);
}

async function addResponses(
  db: Database,
  content: Content,
  people: number,
  isWanted: (hundredth: number) => boolean,
): Promise<void> {
  const levels = levelStrings(content);
  await inBatches(people, async (numbers) => {
    const answered = numbers.filter((number) => isWanted((number * 7) % 100));
    const rows = answered.map((number) => ({
      member: idOf(number),
      group_name: groupOf(number),
      levels: levels(number),
      completed_at: completedAt(number),
    }));
    if (rows.length > 0) await insertResponses(db, rows);
  });
}

/** Over two months; who answers late has just done so. */
function completedAt(person: number): number {
  const hundredth = (person * 7) % 100;
  return hundredth < ANSWERED_PERCENT ? ANSWERED_AT - (1 + (person % 1_440)) * HOUR_MS : ANSWERED_AT;
}

/** Most of it is the same for everybody. */
async function insertResponses(db: Database, rows: readonly object[]): Promise<void> {
  const json = JSON.stringify(rows);
  const names = ["member", "group_name", "levels", "completed_at"] as const;
  const source = isPostgres(db)
    ? sql`json_to_recordset(${json}::json) as rows(member text, group_name text, levels text, completed_at bigint)`
    : sql`(select ${sql.join(names.map((name) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`))} from json_each(${json}))`;
  await sql`insert into response (organisation, round, member, person_id, assessment, completed_at, stage, group_name,
      unit, framework_version, levels, revision)
    select ${ORGANISATION}, ${ROUND}, member, 'U' || member, 'a-' || member, completed_at, 'early', group_name,
      'u1', '1', levels, 1 from ${source}`.execute(db);
}

/** Every staff group is asked what its profile wants; a tenth of that has no level. */
function levelStrings({ framework }: Content): (person: number) => string {
  const asked = new Map(
    GROUPS.map((group) => {
      const profile = framework.profiles.find((one) => one.group === group && one.stage === "early");
      return [group, new Set(profile?.units)] as const;
    }),
  );
  return (person) =>
    framework.units
      .map(({ code }, at) => {
        const value = (person * 31 + at * 17 + ((person * at) % 7)) % 40;
        return asked.get(groupOf(person))?.has(code) && value < 36 ? String(value % 4) : ".";
      })
      .join("");
}

/** Mostly the last two groups, as in a real organisation. */
function groupOf(person: number): (typeof GROUPS)[number] {
  const spread = Math.floor(person / 13) % 100;
  const bounds = [2, 12, 40, 65, 72, 100];
  return GROUPS[bounds.findIndex((bound) => spread < bound)] ?? "others";
}

/** In no order of anything else, as real ids are, and the same every time. */
function idOf(person: number): string {
  return createHash("sha1").update(String(person)).digest("hex").slice(0, 32);
}

async function inBatches(count: number, work: (numbers: readonly number[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    await work(Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => from + at));
  }
}
