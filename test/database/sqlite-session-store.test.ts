import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SqliteSessionStore } from "../../src/database/sqlite-session-store.ts";
import { storedSession } from "../contracts/builders.ts";
import { sessionStoreContract } from "../contracts/session-store.contract.ts";
import { openTemporarySqlite, type TemporarySqlite } from "./open-temporary-sqlite.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

describe("SqliteSessionStore", () => {
  sessionStoreContract(async () => {
    const { database, close } = await openTemporarySqlite();
    return { store: new SqliteSessionStore(database, { now: () => 1_000 }), close };
  });

  describe("as time goes by", () => {
    let sqlite: TemporarySqlite;
    let store: SqliteSessionStore;
    let now = 0;

    beforeAll(async () => {
      sqlite = await openTemporarySqlite();
      store = new SqliteSessionStore(sqlite.database, { now: () => now });
    });
    afterAll(() => sqlite.close());

    it("keeps a session for 90 days after the last commit", async () => {
      await store.commit("person-1", 0, storedSession(1));
      now = 60 * DAY_MS;
      await store.commit("person-1", 1, storedSession(2));
      now = 150 * DAY_MS - 1;
      expect(await store.load("person-1")).toEqual(storedSession(2));
      now = 150 * DAY_MS;
      expect(await store.load("person-1")).toBeUndefined();
    });

    it("lets nobody continue an expired session, but a new one begin in its place", async () => {
      expect(await store.commit("person-1", 2, storedSession(3))).toBe(false);
      expect(await store.commit("person-1", 0, storedSession(1))).toBe(true);
      expect(await store.load("person-1")).toEqual(storedSession(1));
    });

    it("erases expired sessions only", async () => {
      await store.commit("person-2", 0, storedSession(1, "person-2"));
      now += 89 * DAY_MS;
      await store.commit("person-2", 1, storedSession(2, "person-2"));
      now += DAY_MS;
      expect(await store.eraseExpired()).toBe(1);
      expect(await store.eraseExpired()).toBe(0);
      expect(await store.load("person-2")).toEqual(storedSession(2, "person-2"));
    });
  });
});
