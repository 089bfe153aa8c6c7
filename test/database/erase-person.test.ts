import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Effect } from "../../src/core/conversation/effect.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { person } from "../contracts/builders.ts";
import { addLink, addMember, COMPLETED_AT, COUNTING, counted } from "./counting.ts";
import { onBothDatabases } from "./on-both-databases.ts";
import { allRecords } from "./sample-records.ts";

const A = "U-account-a";
const B = "U-account-b";
const HASH = createHash("sha256").update(A).digest("hex");
const ERASE: Effect = { type: "erase_person" };
const SAVE: Effect = { type: "save_person", person: person() };
const accept = (noticeVersion: string, acceptedAt: number): Effect[] => [
  { type: "save_person", person: person({ notice: { version: noticeVersion, acceptedAt } }) },
  { type: "save_notice_acceptance", noticeVersion, acceptedAt },
];

await onBothDatabases("an erasure", (database) => {
  const apply = (personId: string, revision: number, ...effects: Effect[]) =>
    new SqlRecords(database()).apply(personId, revision, effects, 1_000 + revision);
  const audit = () => new SqlAuditLog(database()).list({ limit: 99 });
  const leftCells = async () =>
    (await allRecords(database())).cell_erasure.map(({ round, member }) => [round, member]);

  /** A member with everything that is kept of somebody. */
  async function settle(): Promise<void> {
    await addMember(database(), "m-1");
    await addMember(database(), "m-2");
    await addLink(database(), A, "m-1");
    await addLink(database(), B, "m-2");
    await apply(A, 7, ...accept("1", 5), counted());
    await apply(B, 3, ...accept("1", 5), counted({ id: "b", countsIn: { ...COUNTING, member: "m-2" } }));
    for (const personId of [A, B]) {
      await database()
        .insertInto("code_attempt")
        .values({ person_id: personId, event_id: "e", at: 3, tries_left: 4 })
        .execute();
      const grant = { page: "my_data", member: null, organisation: null, opened_at: null } as const;
      await database()
        .insertInto("one_time_link")
        .values({ ...grant, token_hash: personId, person_id: personId, expires_at: 9, session_hash: null })
        .execute();
    }
  }

  it("removes everything of the person and nothing of anybody else", async () => {
    await settle();
    await apply(A, 9, ERASE);
    const left = await allRecords(database());
    const accounts = [left.person, left.notice_acceptance, left.assessment, left.account_link, left.response];
    expect(accounts.map((rows) => rows.map((row) => row.person_id))).toEqual(Array(5).fill([B]));
    expect(left.erasure).toEqual([{ person_hash: HASH, at: 1_009, revision: 9 }]);
    expect(left.member).toHaveLength(2);
    const links = await database().selectFrom("one_time_link").select("person_id").execute();
    expect(links).toEqual([{ person_id: B }]);
    expect(JSON.stringify(left)).not.toContain(A);
    expect(await new SqlRecords(database()).loadPerson(A)).toBeUndefined();
  });

  it("leaves the wrong codes typed today, so that nobody erases to go on guessing", async () => {
    await settle();
    await apply(A, 9, ERASE);
    const attempts = await database().selectFrom("code_attempt").select("person_id").execute();
    expect(attempts.map((attempt) => attempt.person_id).toSorted()).toEqual([A, B].toSorted());
  });

  it("is on record for the member, or for nobody when there is no link", async () => {
    await settle();
    await apply(A, 9, ERASE);
    await apply("U-nobody", 2, SAVE);
    await apply("U-nobody", 3, ERASE);
    const common = { id: expect.any(Number), action: "erasure" };
    expect(await audit()).toEqual([
      {
        ...common,
        at: 1_003,
        actor: "person",
        organisation: null,
        subject: null,
        detail: { assessments: 0, responses: 0 },
      },
      {
        ...common,
        at: 1_009,
        actor: "member:m-1",
        organisation: "dep",
        subject: "m-1",
        detail: { assessments: 1, responses: 1 },
      },
    ]);
  });

  it("applied again changes nothing", async () => {
    await settle();
    await apply(A, 9, ERASE);
    const before = [await allRecords(database()), await audit()];
    await apply(A, 9, ERASE);
    await apply(A, 8, ERASE);
    expect([await allRecords(database()), await audit()]).toEqual(before);
  });

  it("lets nothing saved before come back, whatever arrives late or in the same turn", async () => {
    await settle();
    await apply(A, 9, SAVE, ERASE, counted());
    const before = await allRecords(database());
    await apply(A, 8, ...accept("2", 6), counted({ id: "late" }));
    await apply(A, 9, SAVE);
    expect(await allRecords(database())).toEqual(before);
  });

  it("lets the person begin anew", async () => {
    await settle();
    await apply(A, 9, ERASE);
    await apply(A, 10, ...accept("1", 2_000));
    const records = new SqlRecords(database());
    expect((await records.loadPerson(A))?.person.revision).toBe(10);
    expect(await records.erasedUpTo(A)).toBe(9);
  });

  it("that arrives late leaves what was saved since", async () => {
    await settle();
    await apply(A, 11, ...accept("1", 2_000), counted({ id: "new", completedAt: COMPLETED_AT + 9 }));
    await apply(A, 9, ERASE);
    const left = await allRecords(database());
    const of = (rows: readonly { readonly person_id: string }[]) => rows.filter((row) => row.person_id === A);
    expect(of(left.assessment)).toMatchObject([{ id: "new" }]);
    expect(of(left.response)).toMatchObject([{ assessment: "new" }]);
    expect(of(left.person)).toMatchObject([{ revision: 11 }]);
    expect(of(left.notice_acceptance)).toEqual([{ person_id: A, version: "1", accepted_at: 2_000 }]);
    expect(of(left.account_link)).toEqual([]);
  });

  it("that arrives after a later one changes nothing", async () => {
    await settle();
    await apply(A, 20, ERASE);
    await apply(A, 9, ERASE);
    expect((await allRecords(database())).erasure).toMatchObject([{ revision: 20 }]);
    expect(await audit()).toHaveLength(1);
  });

  it("wins over what is being saved at the same time", async () => {
    await settle();
    const late = [1, 2, 3, 4, 5, 6, 8].map((revision) =>
      apply(A, revision, SAVE, counted({ id: `late-${revision}` })),
    );
    await Promise.all([...late, apply(A, 9, ERASE)]);
    expect(JSON.stringify(await allRecords(database()))).not.toContain(A);
  });

  it("is noted for the cells of every round the person's answers ever counted in, and of no other", async () => {
    await settle();
    // Replaced since by another account of the same member.
    const second = { ...COUNTING, round: "r-2" };
    await apply(A, 8, counted({ id: "second", countsIn: second }));
    await apply(B, 4, counted({ id: "third", completedAt: COMPLETED_AT + 1, countsIn: second }));
    expect((await allRecords(database())).response).toMatchObject([
      { round: "r-1", member: "m-1" },
      { round: "r-1", member: "m-2" },
      { round: "r-2", member: "m-1", person_id: B },
    ]);
    await apply(A, 9, ERASE);
    expect(await leftCells()).toEqual([
      ["r-1", "m-1"],
      ["r-2", "m-1"],
    ]);
  });

  it("is noted again when the person comes back and erases again", async () => {
    await settle();
    await apply(A, 9, ERASE);
    const [first] = (await allRecords(database())).cell_erasure;
    await apply(A, 10, counted({ id: "again" }));
    await apply(A, 11, ERASE);
    const [second] = (await allRecords(database())).cell_erasure;
    expect(second?.times).toBeGreaterThan(first?.times ?? Number.POSITIVE_INFINITY);
  });
});

await onBothDatabases("a chat's records", (database) => {
  const apply = (revision: number, ...effects: Effect[]) =>
    new SqlRecords(database()).apply(A, revision, effects, 1_000 + revision);
  const declined = (declinedAt: number | null): Effect => ({ type: "save_declined", declinedAt });
  const declinedAt = async () =>
    (await allRecords(database())).account_link.map((row) => [row.person_id, row.declined_at]);

  it("tell who said not now, until they accept", async () => {
    await addLink(database(), A, "m-1");
    await addLink(database(), B, "m-2");
    await apply(1, declined(50));
    expect(await declinedAt()).toEqual([
      [A, 50],
      [B, null],
    ]);
    await apply(2, declined(null), ...accept("1", 60));
    await apply(1, declined(50));
    expect(await declinedAt()).toEqual([
      [A, null],
      [B, null],
    ]);
  });

  it("tell nothing of somebody without a link who says not now", async () => {
    await apply(1, declined(50));
    expect(await declinedAt()).toEqual([]);
  });

  it("note once an event what was refused or is to be corrected", async () => {
    const note = { organisation: "dep", member: "m-1", detail: { unit: "10" } };
    const effects: Effect[] = [
      { type: "note_audit", note: { ...note, eventId: "e1", action: "team_refused" } },
      { type: "note_audit", note: { ...note, eventId: "e2", action: "correction_request" } },
    ];
    await apply(4, ...effects);
    await apply(4, ...effects);
    const entries = await new SqlAuditLog(database()).list({ limit: 9 });
    const common = { id: expect.any(Number), at: 1_004, actor: "member:m-1" };
    const kept = { ...common, organisation: "dep", detail: { unit: "10" } };
    expect(entries).toEqual([
      { ...kept, action: "correction_request", subject: "m-1", eventId: "e2" },
      { ...kept, action: "team_refused", subject: null, eventId: "e1" },
    ]);
  });
});
