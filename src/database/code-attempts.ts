import { sql } from "kysely";
import type { CodeCheck } from "../core/conversation/inquiry.ts";
import { LOCKED_OUT_MS, MOST_WRONG_CODES } from "../core/people/link-code.ts";
import { isPostgres } from "./is-postgres.ts";
import type { Database } from "./schema.ts";

/** Long enough for any event that is delivered again. */
const KEPT_MS = 24 * 60 * 60 * 1_000;

/** A wrong code somebody sent. */
export interface WrongTry {
  readonly eventId: string;
  /** Epoch ms. */
  readonly at: number;
  /** None of them locked the account out. */
  readonly triesLeft: number;
}

/** What an account's next wrong code is, after those it sent before. */
export function nextWrongTry(tries: readonly WrongTry[], eventId: string, at: number): WrongTry {
  const counting = tries.filter((one) => one.at > at - LOCKED_OUT_MS).length;
  return { eventId, at, triesLeft: Math.max(0, MOST_WRONG_CODES - counting - 1) };
}

/** What a wrong code is answered with. */
export function answerTo({ at, triesLeft }: WrongTry): CodeCheck {
  return triesLeft > 0 ? { status: "wrong", triesLeft } : { status: "locked", until: at + LOCKED_OUT_MS };
}

/** The wrong code that still keeps an account locked out; undefined when it may try. */
export function lockingTry(tries: readonly WrongTry[], at: number): WrongTry | undefined {
  return tries.find(({ at: lockedAt, triesLeft }) => triesLeft === 0 && at < lockedAt + LOCKED_OUT_MS);
}

/** Holds up other tries of the same account until the transaction ends; SQLite's hold up each other anyway. */
export async function takeTurns(tx: Database, personId: string): Promise<void> {
  if (!isPostgres(tx)) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`code_attempt ${personId}`}, 0))`.execute(tx);
}

/** The wrong tries of an account that are kept. */
export function wrongTries(db: Database, personId: string): Promise<readonly WrongTry[]> {
  return db
    .selectFrom("code_attempt")
    .select(["event_id as eventId", "at", "tries_left as triesLeft"])
    .where("person_id", "=", personId)
    .execute();
}

/** Keeps a wrong try. */
export async function noteWrongTry(db: Database, personId: string, wrong: WrongTry): Promise<void> {
  const { eventId, at, triesLeft } = wrong;
  const row = { person_id: personId, event_id: eventId, at, tries_left: triesLeft };
  await db.insertInto("code_attempt").values(row).execute();
}

/** Forgets tries, of anybody, that count no longer. */
export async function forgetOldTries(db: Database, at: number): Promise<void> {
  await db
    .deleteFrom("code_attempt")
    .where("at", "<=", at - KEPT_MS)
    .execute();
}
