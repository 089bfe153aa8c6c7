import { describe } from "vitest";
import { SqliteInbox } from "../../src/database/sqlite-inbox.ts";
import { inboxContract } from "../contracts/inbox.contract.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

describe("SqliteInbox", () => {
  inboxContract(async () => {
    const { database, other, close } = await openTemporarySqlite();
    const clock = { now: () => Date.now() };
    return { inbox: new SqliteInbox(database, clock), other: new SqliteInbox(other, clock), close };
  });
});
