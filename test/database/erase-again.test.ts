import { expect, it } from "vitest";
import { type BackupRow, noRows } from "../../src/database/backup-format.ts";
import { personHash } from "../../src/database/erasures.ts";
import { importRecords } from "../../src/database/import-records.ts";
import { recordPages } from "../../src/database/record-pages.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { person, storedSession } from "../contracts/builders.ts";
import { FakeSessions } from "../support/fakes.ts";
import { addLink, addMember, counted } from "./counting.ts";
import { onBothDatabases } from "./on-both-databases.ts";
import { allRecords, type NO_RECORDS, personLine } from "./sample-records.ts";

const A = "U-account-a";
const B = "U-account-b";
const AT = 5_000;
const listed = (personId: string, revision: number) => ({
  person_hash: personHash(personId),
  at: AT,
  revision,
});

await onBothDatabases("erasing again after a restore", (database) => {
  /** Two people with everything, as a backup has them. */
  async function backup(): Promise<readonly BackupRow[]> {
    for (const [personId, member] of [
      [A, "m-1"],
      [B, "m-2"],
    ] as const) {
      await addMember(database(), member);
      await addLink(database(), personId, member);
      const countsIn = { organisation: "dep", member, round: "r-1" };
      await new SqlRecords(database()).apply(
        personId,
        7,
        [
          { type: "save_person", person: person() },
          { type: "save_notice_acceptance", noticeVersion: "1", acceptedAt: 5 },
          counted({ id: `of-${personId}`, countsIn }),
        ],
        100,
      );
    }
    const rows: BackupRow[] = [];
    for await (const page of recordPages(database())) rows.push(...page);
    for (const table of Object.keys(noRows()) as (keyof typeof NO_RECORDS)[]) {
      await database()
        .deleteFrom(table as "person")
        .execute();
    }
    return rows;
  }

  async function* each(rows: readonly BackupRow[]): AsyncGenerator<BackupRow> {
    yield* rows;
  }
  const whoIsLeft = async () => {
    const left = await allRecords(database());
    const rows = [left.person, left.assessment, left.notice_acceptance, left.account_link, left.response];
    return rows.map((of) => of.map((row) => row.person_id).toSorted());
  };
  const all = (...people: readonly string[]) => Array(5).fill(people);

  it("removes who is on a list that is handed in, and keeps the list", async () => {
    const rows = await backup();
    const { erasedAgain } = await importRecords(database(), each(rows), () => new FakeSessions(), [
      listed(A, 9),
      listed("U-unknown", 3),
    ]);
    expect(erasedAgain).toBe(1);
    expect(await whoIsLeft()).toEqual(all(B));
    expect(await new SqlRecords(database()).erasedUpTo(A)).toBe(9);
    expect((await allRecords(database())).erasure).toHaveLength(2);
    const [entry] = await new SqlAuditLog(database()).list({ limit: 1 });
    expect(entry).toMatchObject({
      at: AT,
      action: "erasure",
      actor: "member:m-1",
      detail: { restored: true, assessments: 1, responses: 1 },
    });
  });

  it("removes who is on the list of the database it is restored into", async () => {
    const rows = await backup();
    await database()
      .insertInto("erasure")
      .values([listed(A, 9), listed(B, 3)])
      .execute();
    const older = { table: "erasure", row: { ...listed(A, 4), at: 1 } } as const;
    const { erasedAgain } = await importRecords(database(), each([...rows, older]), () => new FakeSessions());
    expect(erasedAgain).toBe(1);
    expect(await whoIsLeft()).toEqual(all(B));
    expect(await new SqlRecords(database()).erasedUpTo(A)).toBe(9);
  });

  it("leaves people alone who came back after they erased", async () => {
    const rows = await backup();
    const { erasedAgain } = await importRecords(database(), each(rows), () => new FakeSessions(), [
      { ...listed(A, 6), at: 0 },
    ]);
    expect(erasedAgain).toBe(0);
    expect(await whoIsLeft()).toEqual(all(A, B));
  });

  it("removes sessions from before the erasure and keeps those from after it", async () => {
    const rows = await backup();
    const sessions = new FakeSessions();
    for (const [personId, revision] of [
      [A, 9],
      [B, 10],
    ] as const) {
      await sessions.commit(personId, 0, storedSession(revision, personId));
    }
    await importRecords(database(), each(rows), () => sessions, [listed(A, 9), listed(B, 9)]);
    expect(await whoIsLeft()).toEqual(all());
    expect([await sessions.load(A), await sessions.load(B)]).toEqual([undefined, storedSession(10, B)]);
  });

  it("finds people among many, and is undone with the restore", async () => {
    const rows = Array.from({ length: 450 }, (_, number) => personLine(`U-${number}`));
    const list = [listed("U-0", 1), listed("U-209", 1), listed("U-99", 1), listed("U-449", 0)];
    const done = await importRecords(database(), each(rows), () => new FakeSessions(), list);
    expect(done).toMatchObject({ erasedAgain: 3, counts: { person: 450 } });
    expect((await allRecords(database())).person).toHaveLength(447);
  });
});
