/* Reads what PostgreSQL and Redis hold at the end of a run. Part of the verdict: nothing of src. */
import { inflateSync } from "node:zlib";
import { Redis } from "ioredis";
import pg from "pg";
import type { StoredAnswer } from "./verdict-framework.ts";
import type { Remembered } from "./verdict-lost.ts";

/** A row of `assessment`, its JSON read. Instants are epoch ms. */
export interface AssessmentRow {
  readonly id: string;
  readonly person_id: string;
  readonly kind: string;
  readonly status: string;
  readonly stage: string;
  readonly group_name: string;
  readonly started_at: number;
  readonly completed_at: number | null;
  readonly answered: number;
  readonly item_count: number;
  readonly answers: {
    readonly items: readonly string[];
    readonly ratings: Readonly<Record<string, StoredAnswer>>;
    readonly standings: Readonly<Record<string, StoredAnswer>>;
    /** Present when it is the response of a member in a round. */
    readonly countsIn?: object;
  };
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly dimension_sums: Readonly<Record<string, unknown>> | null;
}

/** A row of `response`. */
export interface ResponseRow {
  readonly person_id: string;
  readonly assessment: string;
  readonly levels: string;
  readonly completed_at: number;
}

/** What the verdict looks at in the database. */
export interface Rows {
  /** LINE user ids the records know. */
  readonly people: readonly string[];
  readonly assessments: readonly AssessmentRow[];
  readonly responses: readonly ResponseRow[];
  /** Reminders that are still to go out. */
  readonly openReminders: number;
}

/** A conversation as it is stored. */
export interface SessionState extends Remembered {
  /** Events of turns something is left of: to be said or to be recorded. */
  readonly pending: readonly string[];
  /** Whether something is to be recorded: then the records are behind. */
  readonly isUnsaved: boolean;
  /** The answers of the assessment it is in, by item; null without one. */
  readonly assessment: { readonly id: string; readonly ratings: object; readonly standings: object } | null;
}

/** What the verdict looks at in Redis. */
export interface Stores {
  readonly sessions: readonly SessionState[];
  /** How many entries each part of the inbox holds, by name; all of them 0 when everything is done. */
  readonly inbox: Readonly<Record<string, number>>;
  /** Ids of the events in the inbox. */
  readonly waiting: readonly string[];
}

/** Reads the database. */
export async function readRows(databaseUrl: string): Promise<Rows> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // Instants and counts, which a number holds.
  client.setTypeParser(pg.types.builtins.INT8, Number);
  await client.connect();
  try {
    const all = async (sql: string) => (await client.query(sql)).rows;
    const assessments = await all("select * from assessment order by person_id, started_at");
    return {
      people: (await all("select person_id from person")).map(({ person_id }) => person_id),
      assessments: assessments.map(({ answers, result, dimension_sums, ...row }) => ({
        ...row,
        answers: JSON.parse(answers),
        result: result === null ? null : JSON.parse(result),
        dimension_sums,
      })),
      responses: await all("select person_id, assessment, levels, completed_at from response"),
      openReminders: (await all("select 1 from reminder where state in ('due', 'sending')")).length,
    };
  } finally {
    await client.end();
  }
}

/** Reads the conversations of these people and how full the inbox is. */
export async function readStores(url: string, prefix: string, people: readonly string[]): Promise<Stores> {
  const redis = new Redis(url);
  try {
    const values =
      people.length === 0 ? [] : await redis.mgetBuffer(people.map((id) => `${prefix}session:${id}`));
    const inbox = `${prefix}inbox`;
    return {
      sessions: people.flatMap((person, place) => sessionIn(person, values[place] ?? null)),
      inbox: {
        waiting: await redis.xlen(inbox),
        claimed: await claimedIn(redis, inbox),
        released: await redis.zcard(`${inbox}:released`),
        failed: await redis.hlen(`${inbox}:failures`),
        dead: await redis.hlen(`${inbox}:dead`),
        "listed as dead": await redis.zcard(`${inbox}:dead-index`),
      },
      waiting: (await redis.xrange(inbox, "-", "+")).map(([, fields]) => idIn(fields)),
    };
  } finally {
    redis.disconnect();
  }
}

/** Fields are names and values in turn. */
function idIn(fields: readonly string[]): string {
  return JSON.parse(fields[fields.indexOf("event") + 1] ?? "{}").id;
}

async function claimedIn(redis: Redis, stream: string): Promise<number> {
  if ((await redis.exists(stream)) === 0) return 0;
  const groups = (await redis.xinfo("GROUPS", stream)) as unknown[][];
  return groups
    .map((fields) => Number(fields[fields.indexOf("pending") + 1]))
    .reduce((all, one) => all + one, 0);
}

/** A session is stored as its revision, a colon and its JSON, deflated or as it is. */
function sessionIn(person: string, value: Buffer | null): SessionState[] {
  if (value === null) return [];
  const stored = value.subarray(value.indexOf(":") + 1);
  const json = stored[0] === OPENING_BRACE ? stored : inflateSync(stored);
  const { recentEvents, pending, session } = JSON.parse(json.toString());
  const recent = recentEvents.map(({ id }: { readonly id: string }) => id);
  const turns = pending as readonly { readonly eventId: string; readonly effects: readonly unknown[] }[];
  return [
    {
      person,
      recent,
      pending: turns.map(({ eventId }) => eventId),
      isUnsaved: turns.some(({ effects }) => effects.length > 0),
      assessment: session.assessment,
    },
  ];
}

const OPENING_BRACE = 0x7b;
