import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Effect } from "../../src/core/conversation/effect.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { SqlReminderLedger } from "../../src/database/sql-reminder-ledger.ts";
import { steerRun } from "../../src/database/steer-run.ts";
import { person } from "../contracts/builders.ts";
import { accountOf, REMIND_AT } from "../contracts/reminder-builders.ts";
import { addLink, addMember, COMPLETED_AT, COUNTING, counted } from "./counting.ts";
import { putRun, ROUND } from "./ledger-world.ts";
import { onBothDatabases } from "./on-both-databases.ts";
import { putOrganisation, putRemindedPeople, putRound } from "./put-reminded-people.ts";
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

await onBothDatabases("an erasure in the ledger of messages", (database) => {
  const erase = (personId: string, revision = 9) =>
    new SqlRecords(database()).apply(personId, revision, [ERASE], REMIND_AT + revision);
  const messages = () =>
    database().selectFrom("reminder").selectAll().orderBy("member").orderBy("run").execute();
  const budget = () =>
    database().selectFrom("message_budget").select(["reserved", "sent"]).distinct().execute();
  const run = (id: string) =>
    database().selectFrom("reminder_run").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

  /** A run with one message to each of two people, under way, and a rule that reports to the first. */
  async function planned(reporter: string | null = null): Promise<SqlReminderLedger> {
    await putOrganisation(database(), "dep");
    await putRound(database(), "dep", ROUND);
    await putRun(database(), "dep", { id: "r", people: 2, reporter });
    await database()
      .insertInto("reminder_schedule")
      .values({
        organisation: "dep",
        round: ROUND.id,
        id: "after-7",
        rule: "{}",
        actor: "x",
        reporter: "U-r-0",
        since: 1,
      })
      .execute();
    return new SqlReminderLedger(database());
  }

  it("takes back what is still to be sent, and leaves nothing that tells of the person", async () => {
    await planned();
    await erase("U-r-0");
    const [erased, other] = await messages();
    expect(erased).toMatchObject({ member: "r-0", person_id: "", state: "skipped", reason: "not_linked" });
    expect(other).toMatchObject({ member: "r-1", person_id: "U-r-1", state: "due" });
    expect(await run("r")).toMatchObject({ skipped: '{"not_linked":1}' });
    expect(await budget()).toEqual([{ reserved: 1, sent: 0 }]);
    expect(await database().selectFrom("reminder_schedule").select("reporter").execute()).toEqual([
      { reporter: null },
    ]);
  });

  it("counts what is on its way as sent, and hears no more of it", async () => {
    const ledger = await planned();
    const { token, reminders } = await ledger.claim({ count: 2, leaseMs: 1_000, at: REMIND_AT });
    const text = { retryKey: "k", text: "greeting", body: "[]" } as const;
    await ledger.prepare(
      token,
      reminders.map(({ member }) => ({ run: "r", member, ...text })),
      REMIND_AT,
    );
    await erase("U-r-0");
    await ledger.settle(
      token,
      reminders.map(({ member }) => ({ run: "r", member, outcome: { type: "refused" } })),
      REMIND_AT,
    );
    const nothing = {
      person_id: "",
      reason: null,
      text: null,
      retry_key: null,
      body: null,
      claimed_by: null,
    };
    expect(await messages()).toMatchObject([
      { member: "r-0", state: "unknown", ...nothing },
      { member: "r-1", state: "refused", person_id: "U-r-1" },
    ]);
    expect(await run("r")).toMatchObject({ sent: 0, unknown: 1, refused: 1 });
    expect(await budget()).toEqual([{ reserved: 0, sent: 1 }]);
  });

  it("keeps that a message was sent, and not why another was not", async () => {
    const ledger = await planned();
    await putRemindedPeople(database(), "dep", [{ id: "r-0" }, { id: "r-1" }]);
    const { token } = await ledger.claim({ count: 2, leaseMs: 1_000, at: REMIND_AT });
    const outcomes = [{ type: "sent" }, { type: "skipped", reason: "opted_out" }] as const;
    await ledger.settle(
      token,
      outcomes.map((outcome, place) => ({ run: "r", member: `r-${place}`, outcome })),
      REMIND_AT,
    );
    await erase("U-r-0");
    await erase("U-r-1");
    expect(await messages()).toMatchObject([
      { person_id: "", state: "sent", reason: null, settled_at: REMIND_AT },
      { person_id: "", state: "skipped", reason: "not_linked" },
    ]);
    expect(await run("r")).toMatchObject({ sent: 1, skipped: '{"opted_out":1}' });
  });

  it("lets the runs they started report to nobody", async () => {
    await planned("U-hr");
    await erase("U-hr");
    expect(await run("r")).toMatchObject({ reporter: null, state: "sending" });
    expect(await budget()).toEqual([{ reserved: 2, sent: 0 }]);
  });

  it.each([
    ["was still to be sent", { claimed: 0, isTold: false }],
    ["somebody had claimed, and put off", { claimed: 2, isTold: true }],
    ["somebody had claimed who is gone", { claimed: 2, isTold: false }],
  ])("that came while a run was planned is made up for when the run is stopped: what %s", async (_, how) => {
    await putOrganisation(database(), "dep");
    await putRound(database(), "dep", ROUND);
    await putRemindedPeople(database(), "dep", [{ id: "r-0" }, { id: "r-1" }]);
    await erase(accountOf("r-0"));
    await putRun(database(), "dep", { id: "r", people: 2 });
    const ledger = new SqlReminderLedger(database());
    const { token, reminders } = await ledger.claim({ count: how.claimed, leaseMs: 1_000, at: REMIND_AT });
    expect(reminders).toHaveLength(how.claimed);
    const stop = {
      organisation: "dep",
      id: "r",
      steering: "stop",
      actor: "member:hr",
      at: REMIND_AT,
    } as const;
    await steerRun(database(), stop);
    const outcome = { type: "later", at: REMIND_AT + 1 } as const;
    const told = reminders.map(({ member }) => ({ run: "r", member, outcome }));
    if (how.isTold) await ledger.settle(token, told, REMIND_AT);
    else await ledger.expire(1_000, REMIND_AT + 1_000);
    const stopped = { state: "skipped", reason: "stopped" };
    expect(await messages()).toMatchObject([
      { ...stopped, member: "r-0", person_id: "" },
      { ...stopped, member: "r-1", person_id: "U-r-1" },
    ]);
  });

  it("takes back what is promised in several months", async () => {
    await planned();
    await putRun(database(), "dep", { id: "a", people: 0, period: "2026-07", reporter: "U-r-0" });
    await putRun(database(), "dep", {
      id: "b",
      people: 0,
      period: "2026-05",
      reporter: "U-r-0",
      state: "paused",
    });
    await putRun(database(), "dep", { id: "c", people: 0, period: "2026-05", reporter: "U-hr" });
    await erase("U-r-0");
    const months = database().selectFrom("message_budget").select(["period", "reserved", "sent"]).distinct();
    expect(await months.orderBy("period").execute()).toEqual([
      { period: "2026-05", reserved: 1, sent: 0 },
      { period: "2026-06", reserved: 1, sent: 0 },
      { period: "2026-07", reserved: 0, sent: 0 },
    ]);
    const reporters = await Promise.all(["a", "b", "c"].map(run));
    expect(reporters.map(({ reporter }) => reporter)).toEqual([null, null, "U-hr"]);
  });

  it("takes back a report that is still to be sent", async () => {
    const ledger = await planned("U-hr");
    const { token, reminders } = await ledger.claim({ count: 2, leaseMs: 1_000, at: REMIND_AT });
    await ledger.settle(
      token,
      reminders.map(({ member }) => ({ run: "r", member, outcome: { type: "sent" } })),
      REMIND_AT,
    );
    await ledger.advance(REMIND_AT);
    await erase("U-hr");
    expect(await messages()).toMatchObject([{ member: "", person_id: "", state: "skipped" }, {}, {}]);
    expect(await run("r")).toMatchObject({ reporter: null, state: "done", sent: 2, skipped: "{}" });
    expect(await budget()).toEqual([{ reserved: 0, sent: 2 }]);
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
