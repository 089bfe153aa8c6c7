import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Tx } from "../../src/database/effect-origin.ts";
import { type JoinedWrites, joinWrites } from "../../src/database/join-writes.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

describe("writes that come at the same time", () => {
  let sqlite: Awaited<ReturnType<typeof openTemporarySqlite>>;
  let write: JoinedWrites;
  const insert = (person: string) => (tx: Tx) =>
    tx.insertInto("session").values({ person_id: person, revision: 1, value: "{}", expires_at: 1 }).execute();
  const stored = async () => {
    const rows = await sqlite.database
      .selectFrom("session")
      .select("person_id")
      .orderBy("person_id")
      .execute();
    return rows.map(({ person_id }) => person_id);
  };

  beforeEach(async () => {
    sqlite = await openTemporarySqlite();
    write = joinWrites(sqlite.database);
  });
  afterEach(() => sqlite.close());

  it("are done in one transaction, and each gets its own answer", async () => {
    const seen: Tx[] = [];
    const answers = await Promise.all(
      ["a", "b", "c"].map((name) =>
        write(async (tx) => {
          seen.push(tx);
          await insert(name)(tx);
          return name;
        }),
      ),
    );
    expect([answers, await stored()]).toEqual([
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]);
    expect(new Set(seen).size).toBe(1);
  });

  it("are done although one of them fails, which alone hears of it", async () => {
    const outcomes = await Promise.allSettled([write(insert("a")), write(insert("a")), write(insert("b"))]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await stored()).toEqual(["a", "b"]);
  });

  it("leave nothing of one that fails half way", async () => {
    const half = async (tx: Tx) => {
      await insert("half")(tx);
      throw new TypeError("no more");
    };
    const outcomes = await Promise.allSettled([write(insert("a")), write(half)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await stored()).toEqual(["a"]);
  });
});
