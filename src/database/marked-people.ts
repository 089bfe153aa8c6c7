import { type RawBuilder, sql } from "kysely";
import type { RoundPerson } from "../core/team/round-person.ts";
import { isPostgres } from "./is-postgres.ts";
import { markOf } from "./round-people.ts";
import type { Database } from "./schema.ts";
import type { SnapshotRun } from "./snapshot-run.ts";

interface PersonRow {
  readonly member: string;
  /** Of somebody who is active. */
  readonly unit: string | null;
  /** JSON of StoredMark[]; null or empty when there are none. */
  readonly marks: string | null;
}

type StoredMark = readonly [number: number, answered: number, cells: string];

/** People looked up by one statement. */
const BATCH = 500;

/**
 * Certain people with their marks of published runs, some at a time; without responses and staff groups. They are
 * looked up one by one within a statement: a join might go through all marks.
 */
export async function* markedPeople(
  db: Database,
  { organisation, round }: SnapshotRun,
  keys: readonly string[],
  published: ReadonlySet<number>,
): AsyncGenerator<readonly RoundPerson[]> {
  const { listOf, marks } = isPostgres(db) ? POSTGRES : SQLITE;
  for (let from = 0; from < keys.length; from += BATCH) {
    const wanted = listOf(JSON.stringify(keys.slice(from, from + BATCH)));
    const { rows } = await sql<PersonRow>`select wanted.member,
        (select unit from member where id = wanted.member and organisation = ${organisation} and active = 1) as unit,
        (select ${marks} from cell_mark as mark where mark.organisation = ${organisation}
          and mark.round = ${round} and mark.member = wanted.member) as marks
      from ${wanted}`.execute(db);
    yield rows.map((row) => personOf(row, published));
  }
}

const POSTGRES = {
  listOf: (json: string): RawBuilder<unknown> =>
    sql`json_array_elements_text(${json}::json) as wanted(member)`,
  marks: sql`json_agg(json_build_array(number, answered, cells))::text`,
};
const SQLITE: typeof POSTGRES = {
  listOf: (json) => sql`(select value as member from json_each(${json})) as wanted`,
  marks: sql`json_group_array(json_array(number, answered, cells))`,
};

function personOf({ member, unit, marks }: PersonRow, published: ReadonlySet<number>): RoundPerson {
  const stored = JSON.parse(marks ?? "[]") as readonly StoredMark[];
  return {
    key: member,
    active: unit === null ? null : { unit, group: null },
    response: null,
    marks: stored
      .filter(([number]) => published.has(number))
      .map(([number, answered, cells]) => markOf({ number, answered, cells })),
  };
}
