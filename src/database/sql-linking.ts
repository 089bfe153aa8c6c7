import type { Transaction } from "kysely";
import type { CodeCheck, CodeRedemption } from "../core/conversation/inquiry.ts";
import { maskName } from "../core/people/link-code.ts";
import type { Membership } from "../core/people/membership.ts";
import { gather, togetherElseAlone } from "../runner/gather.ts";
import type { IssuedCode, Linking } from "../runner/linking.ts";
import {
  answerTo,
  forgetOldTries,
  lockingTry,
  nextWrongTry,
  noteWrongTry,
  takeTurns,
  wrongTries,
} from "./code-attempts.ts";
import { reachDatabase } from "./database-errors.ts";
import { findMemberships } from "./find-membership.ts";
import { hashSecret } from "./hash-secret.ts";
import { isDuplicate, issueCodesIn } from "./issue-codes.ts";
import { randomLinkCode } from "./random-link-code.ts";
import { redeemCodeIn } from "./redeem-code.ts";
import type { Database, DatabaseSchema } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

type Tx = Transaction<DatabaseSchema>;

/** Whose place is asked for, and as of when. */
interface Asked {
  readonly personId: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Accounts asked for in one query. */
const MOST_TOGETHER = 64;
/** How often codes are made up before something else must be wrong. */
const MOST_TRIES = 5;

/** Links and their codes in SQL, the same for SQLite and PostgreSQL. */
export class SqlLinking implements Linking {
  readonly #database: Database;
  readonly #newCode: () => string;
  /** Every turn asks, and planning the query takes longer than running it. */
  readonly #membership: (asked: Asked) => Promise<Membership | null>;

  constructor(database: Database, newCode = randomLinkCode) {
    this.#database = database;
    this.#newCode = newCode;
    this.#membership = gather(
      (asked) => togetherElseAlone(asked, (some) => this.#memberships(some)),
      MOST_TOGETHER,
    );
  }

  membership(personId: string, at: number): Promise<Membership | null> {
    return this.#membership({ personId, at });
  }

  async #memberships(asked: readonly Asked[]): Promise<readonly (Membership | null)[]> {
    const people = [...new Set(asked.map(({ personId }) => personId))];
    const at = Math.max(...asked.map((one) => one.at));
    const found = await reachDatabase(() => findMemberships(this.#database, people, at));
    return asked.map(({ personId }) => found.get(personId) ?? null);
  }

  async check(personId: string, code: string, eventId: string, at: number): Promise<CodeCheck> {
    const answer = await this.#inTransaction(async (tx) => {
      await takeTurns(tx, personId);
      const tries = await wrongTries(tx, personId);
      const known = tries.find((one) => one.eventId === eventId) ?? lockingTry(tries, at);
      if (known !== undefined) return answerTo(known);
      const found = await findCode(tx, personId, hashSecret(code), at);
      if (found !== undefined) return found;
      const wrong = nextWrongTry(tries, eventId, at);
      await noteWrongTry(tx, personId, wrong);
      return answerTo(wrong);
    });
    if (answer.status === "wrong") await reachDatabase(() => forgetOldTries(this.#database, at));
    return answer;
  }

  redeem(personId: string, ticket: string, at: number): Promise<CodeRedemption> {
    return this.#inTransaction((tx) => redeemCodeIn(tx, { personId, ticket, at }));
  }

  unlink(personId: string, actor: string, at: number): Promise<boolean> {
    return this.#inTransaction(async (tx) => {
      const ended = await tx
        .deleteFrom("account_link")
        .where("person_id", "=", personId)
        .returning(["organisation", "member"])
        .execute();
      return noteUnlinked(tx, ended, actor, at);
    });
  }

  unlinkMember(organisation: string, member: string, actor: string, at: number): Promise<boolean> {
    return this.#inTransaction(async (tx) => {
      const ended = await tx
        .deleteFrom("account_link")
        .where("member", "=", member)
        .where("organisation", "=", organisation)
        .returning(["organisation", "member"])
        .execute();
      return noteUnlinked(tx, ended, actor, at);
    });
  }

  async issueCodes(order: Parameters<Linking["issueCodes"]>[0]): Promise<readonly IssuedCode[]> {
    for (let triesLeft = MOST_TRIES; ; triesLeft -= 1) {
      try {
        return await this.#inTransaction((tx) => issueCodesIn(tx, order, this.#newCode));
      } catch (error) {
        // A code that somebody has was made up again: one time in thousands when 100,000 are made.
        if (triesLeft === 1 || !isDuplicate(error)) throw error;
      }
    }
  }

  #inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return reachDatabase(() => this.#database.transaction().execute(work));
  }
}

/** What is to be said of a code; undefined when there is none. A code of somebody who has left is good no more. */
async function findCode(
  tx: Tx,
  personId: string,
  ticket: string,
  at: number,
): Promise<CodeCheck | undefined> {
  const found = await tx
    .selectFrom("link_code as code")
    .innerJoin("member", "member.id", "code.member")
    .innerJoin("organisation", "organisation.id", "member.organisation")
    .leftJoin("account_link as link", "link.member", "code.member")
    .select(["code.used_at", "code.expires_at", "member.active", "member.name"])
    .select(["organisation.name_th as th", "organisation.name_en as en", "link.person_id as linked"])
    .where("code.code_hash", "=", ticket)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  if (found.used_at !== null) return { status: "used" };
  if (found.active !== 1 || found.expires_at <= at) return { status: "expired" };
  const { name, th, en, linked } = found;
  const replaces = linked !== null && linked !== personId;
  return { status: "found", ticket, name: maskName(name), organisation: { th, en }, replaces };
}

async function noteUnlinked(
  tx: Tx,
  ended: readonly { readonly organisation: string; readonly member: string }[],
  actor: string,
  at: number,
): Promise<boolean> {
  const notes = ended.map(({ organisation, member: subject }) => ({ at, actor, organisation, subject }));
  await appendAudit(
    tx,
    notes.map((note) => ({ ...note, action: "account_unlink", detail: {} })),
  );
  return ended.length > 0;
}
