import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import type { LinkGrant, OneTimeLinks } from "../runner/one-time-links.ts";
import { reachDatabase } from "./database-errors.ts";
import { hashSecret } from "./hash-secret.ts";
import type { Database, OneTimeLinkTable } from "./schema.ts";

const TOKEN_BYTES = 32;

/** One-time links in SQL, the same for SQLite and PostgreSQL. */
export class SqlOneTimeLinks implements OneTimeLinks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create({ page, personId, member, organisation, expiresAt }: LinkGrant): Promise<string> {
    const token = newToken();
    const whom = { page, person_id: personId, member, organisation, expires_at: expiresAt };
    await reachDatabase(() =>
      this.#database
        .insertInto("one_time_link")
        .values({ token_hash: hashSecret(token), ...whom, opened_at: null, session_hash: null })
        .execute(),
    );
    return token;
  }

  async open(
    token: string,
    at: number,
  ): Promise<{ readonly session: string; readonly grant: LinkGrant } | undefined> {
    const session = newToken();
    const row = await reachDatabase(() =>
      this.#database
        .updateTable("one_time_link")
        .set({ opened_at: at, session_hash: hashSecret(session) })
        .where("token_hash", "=", hashSecret(token))
        .where("opened_at", "is", null)
        .where("expires_at", ">", at)
        .returningAll()
        .executeTakeFirst(),
    );
    return row === undefined ? undefined : { session, grant: grantOf(row) };
  }

  async grant(session: string, at: number): Promise<LinkGrant | undefined> {
    const row = await reachDatabase(() =>
      this.#database
        .selectFrom("one_time_link")
        .selectAll()
        .where("session_hash", "=", hashSecret(session))
        .where("expires_at", ">", at)
        .executeTakeFirst(),
    );
    return row === undefined ? undefined : grantOf(row);
  }

  async end(session: string): Promise<void> {
    await reachDatabase(() =>
      this.#database.deleteFrom("one_time_link").where("session_hash", "=", hashSecret(session)).execute(),
    );
  }

  async eraseExpired(at: number): Promise<number> {
    const { numDeletedRows } = await reachDatabase(() =>
      this.#database.deleteFrom("one_time_link").where("expires_at", "<=", at).executeTakeFirst(),
    );
    return Number(numDeletedRows);
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

function grantOf(row: Selectable<OneTimeLinkTable>): LinkGrant {
  const { page, person_id: personId, member, organisation, expires_at: expiresAt } = row;
  return { page, personId, member, organisation, expiresAt };
}
