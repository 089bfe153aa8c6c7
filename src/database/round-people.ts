import { type RawBuilder, sql } from "kysely";
import type { Audience } from "../core/people/audience.ts";
import type { PoolMark } from "../core/team/cell-text.ts";
import type { PersonMark, RoundPerson } from "../core/team/round-person.ts";
import { inAudience } from "./in-audience.ts";
import { isPostgres } from "./is-postgres.ts";
import { KeyedRows } from "./keyed-rows.ts";
import { findRound } from "./round-rows.ts";
import type { Database } from "./schema.ts";

/** Whose people, and which marks count. */
export interface PeopleOf {
  readonly organisation: string;
  readonly round: string;
  /** Numbers of published runs. */
  readonly published: ReadonlySet<number>;
  /** Rows a page. */
  readonly pageSize: number;
}

interface MemberRow {
  readonly member: string;
  readonly unit: string;
  readonly group_name: string | null;
  /** 0 or 1. */
  readonly is_meant: number;
}

interface ResponseRow {
  readonly member: string;
  readonly group_name: string;
  readonly levels: string;
}

interface MarkRow {
  readonly member: string;
  readonly number: number;
  readonly answered: number;
  readonly cells: string;
}

interface Streams {
  readonly members: KeyedRows<MemberRow>;
  readonly responses: KeyedRows<ResponseRow>;
  readonly marks: KeyedRows<MarkRow>;
}

/**
 * Everybody who is active (who the round is not for counts as somebody who left), has a response or has a mark in a round, in the order of their ids, some at a time.
 * The tables are gone through side by side instead of joined: no planner can choose a way that holds them all.
 */
export async function* roundPeople(db: Database, of: PeopleOf): AsyncGenerator<readonly RoundPerson[]> {
  const streams = openStreams(db, of, (await findRound(db, of.organisation, of.round))?.audience);
  const all = Object.values(streams);
  try {
    for (;;) {
      await loadWhere(all, (rows) => !rows.isReady);
      const people = takeWhole(streams, of.published);
      if (people.length > 0) yield people;
      const next = nextMember(all);
      if (next !== undefined) await loadWhere(all, (rows) => !rows.covers(next));
      else if (all.every((rows) => rows.isReady)) return;
    }
  } finally {
    for (const rows of all) await rows.settle();
  }
}

/** Everybody of whom all rows are at hand. */
function takeWhole(streams: Streams, published: ReadonlySet<number>): readonly RoundPerson[] {
  const all = Object.values(streams);
  const people: RoundPerson[] = [];
  const until = lastOf(all);
  for (let next = nextMember(all); next !== undefined; next = nextMember(all)) {
    if (until !== undefined && next >= until) break;
    people.push(takePerson(next, streams, published));
  }
  return people;
}

/** The first member of whom some rows may be missing; undefined when there is none. */
function lastOf(all: readonly Rows[]): string | undefined {
  let first: string | undefined;
  for (const { last } of all) if (last !== undefined && (first === undefined || last < first)) first = last;
  return first;
}

type Rows = KeyedRows<MemberRow> | KeyedRows<ResponseRow> | KeyedRows<MarkRow>;

async function loadWhere(all: readonly Rows[], isWanted: (rows: Rows) => boolean): Promise<void> {
  for (const rows of all) if (isWanted(rows)) await rows.load();
}

function nextMember(all: readonly Rows[]): string | undefined {
  let next: string | undefined;
  for (const { member } of all)
    if (member !== undefined && (next === undefined || member < next)) next = member;
  return next;
}

function takePerson(
  key: string,
  { members, responses, marks }: Streams,
  published: ReadonlySet<number>,
): RoundPerson {
  const member = members.take(key);
  const response = responses.take(key);
  const found: PersonMark[] = [];
  for (let mark = marks.take(key); mark !== undefined; mark = marks.take(key)) {
    if (published.has(mark.number)) found.push(markOf(mark));
  }
  return {
    key,
    active: member?.is_meant === 1 ? { unit: member.unit, group: member.group_name } : null,
    response: response === undefined ? null : { group: response.group_name, levels: response.levels },
    marks: found,
  };
}

/** A mark as its row has it. */
export function markOf({ number, answered, cells }: Omit<MarkRow, "member">): PersonMark {
  return { snapshot: number, answered: answered === 1, pools: JSON.parse(cells) as readonly PoolMark[] };
}

/** Whom the round is for is asked of each row that is read anyway: pages stay what the index gives. */
function openStreams(
  db: Database,
  { organisation, round, pageSize }: PeopleOf,
  audience: Audience | undefined,
): Streams {
  const isMeant = sql`case when ${inAudience(organisation, audience)} then 1 else 0 end as is_meant`;
  const id = isPostgres(db) ? sql`id collate "C"` : sql`id`;
  const rowsOf = inTurn(db);
  return {
    members: new KeyedRows(pageSize, (last) =>
      rowsOf(sql<MemberRow>`select id as member, unit, group_name, ${isMeant} from member
          where organisation = ${organisation} and active = 1 and ${id} > ${last?.member ?? ""}
          order by ${id} limit ${pageSize}`),
    ),
    responses: new KeyedRows(pageSize, (last) =>
      rowsOf(sql<ResponseRow>`select member, group_name, levels from response
          where organisation = ${organisation} and round = ${round} and member > ${last?.member ?? ""}
          order by member limit ${pageSize}`),
    ),
    marks: new KeyedRows(pageSize, (last) =>
      rowsOf(sql<MarkRow>`select member, number, answered, cells from cell_mark
          where organisation = ${organisation} and round = ${round}
            and (member, number) > (${last?.member ?? ""}, ${last?.number ?? 0})
          order by member, number limit ${pageSize}`),
    ),
  };
}

/** A connection does one thing at a time; who asks for more has to wait for it. */
function inTurn(db: Database) {
  let before: Promise<unknown> = Promise.resolve();
  return <R>(query: RawBuilder<R>): Promise<readonly R[]> => {
    const rows = before.then(async () => (await query.execute(db)).rows);
    before = rows.catch(() => {});
    return rows;
  };
}
