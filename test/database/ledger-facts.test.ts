import { expect, it } from "vitest";
import type { Effect } from "../../src/core/conversation/effect.ts";
import { EVERYBODY } from "../../src/core/people/audience.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { SqlReminderLedger } from "../../src/database/sql-reminder-ledger.ts";
import type { ClaimedReminder } from "../../src/runner/reminders.ts";
import { assessment } from "../contracts/builders.ts";
import { accountOf, days, NOTICE, REMIND_AT, type RemindedPerson } from "../contracts/reminder-builders.ts";
import { dueFacts } from "../support/reminder-facts.ts";
import { putRun, ROUND } from "./ledger-world.ts";
import { onBothDatabases } from "./on-both-databases.ts";
import { putOrganisation, putRemindedPeople, putRound } from "./put-reminded-people.ts";

/** What is known of somebody who has done nothing yet. */
const NOTHING_DONE = dueFacts({ round: ROUND.id });

const FACTS: ClaimedReminder["facts"] = NOTHING_DONE;

await onBothDatabases("facts of a claimed message", (database) => {
  const claimed = async (notice?: (organisation: string) => string): Promise<ClaimedReminder> => {
    const ledger = new SqlReminderLedger(database());
    const { reminders } = await ledger.claim({ count: 1, leaseMs: 1_000, at: REMIND_AT, notice });
    const [reminder] = reminders;
    if (reminder === undefined) throw new Error("nothing was claimed");
    return reminder;
  };

  /** Somebody with a message that is due. */
  async function given(person: Partial<RemindedPerson> = {}): Promise<Database> {
    await putOrganisation(database(), "dep");
    await putRound(database(), "dep", ROUND);
    await putRemindedPeople(database(), "dep", [{ id: "r-0", ...person }]);
    await putRun(database(), "dep", { id: "r", people: 1 });
    return database();
  }

  const message = { round: ROUND.id, settledAt: null, firstAttemptAt: null } as const;
  const CASES: readonly (readonly [string, Partial<RemindedPerson>, Partial<NonNullable<typeof FACTS>>])[] = [
    ["has done nothing", {}, {}],
    ["has left", { active: false }, { isInRound: false }],
    ["is not linked", { linked: false }, { isLinked: false }],
    ["said not now", { declined: true }, { hasDeclined: true }],
    ["has completed it", { completed: [ROUND.id] }, { isCompleted: true }],
    ["has completed another round", { completed: ["other"] }, {}],
    ["accepted nothing", { person: { notice: null } }, { hasNotice: false }],
    ["accepted another notice", { person: { notice: "2025-1" } }, { hasNotice: false }],
    ["is not known", { person: null }, { hasNotice: false }],
    ["blocked the account", { person: { reachable: false } }, { isReachable: false }],
    [
      "made a choice",
      { person: { stoppedFor: "always", snoozedUntil: REMIND_AT + 1 } },
      { choice: { stoppedFor: "always", snoozedUntil: REMIND_AT + 1, changedAt: null } },
    ],
    ["is under way", { assessments: [["full", "in_progress"]] }, { isUnderWay: true }],
    [
      "looked quickly, and left one",
      {
        assessments: [
          ["quick", "in_progress"],
          ["full", "abandoned"],
        ],
      },
      {},
    ],
    ["was refused one", { messages: [{ ...message, state: "refused" }] }, { isDeliverable: false }],
    [
      "was refused one as another account",
      { messages: [{ ...message, state: "refused", personId: "U-x" }] },
      {},
    ],
    ["has one on its way", { messages: [{ ...message, state: "due" }] }, { isOnItsWay: true }],
    [
      "got one of another round",
      { messages: [{ ...message, round: "other", state: "sent", settledAt: 5 }] },
      {},
    ],
    [
      "got two",
      {
        messages: [
          { ...message, state: "sent", settledAt: REMIND_AT - days(9) },
          { ...message, state: "unknown", firstAttemptAt: REMIND_AT - days(3) },
          { ...message, state: "skipped", settledAt: REMIND_AT },
        ],
      },
      { sent: 2, lastSentAt: REMIND_AT - days(3) },
    ],
  ];

  it.each(CASES)("tell of somebody who %s", async (_, person, facts) => {
    // What is on its way belongs to a run that is not sending here.
    await given(person);
    expect((await claimed()).facts).toEqual({ ...FACTS, ...facts });
  });

  it("tell that the account belongs to somebody else by now", async () => {
    const db = await given();
    await db.updateTable("account_link").set({ person_id: "U-new" }).execute();
    expect((await claimed()).facts).toMatchObject({ isLinked: false });
  });

  it.each([
    ["was closed", { state: "closed" }],
    ["has come to its end", { closes_at: REMIND_AT }],
  ] as const)("tell that the round %s", async (_, change) => {
    const db = await given();
    await db.updateTable("round").set(change).execute();
    expect((await claimed()).facts).toEqual({ ...FACTS, isRoundOpen: false });
  });

  it.each([
    [{ units: ["10"] }, true],
    [{ units: ["20"] }, false],
    [{ roles: ["hr" as const] }, false],
  ])("tell whether they are of the audience %j", async (audience, isInRound) => {
    const db = await given({ unit: "11" });
    const whole = { ...EVERYBODY, ...audience };
    await db
      .updateTable("round")
      .set({ audience: JSON.stringify(whole), questionnaire: "v1" })
      .execute();
    const { facts, round } = await claimed();
    expect(facts).toEqual({ ...FACTS, isInRound });
    expect(round).toEqual({ ...ROUND, audience: whole, questionnaire: "v1" });
  });

  it("come with where they stopped, how they read, and whose round it is", async () => {
    const db = await given();
    const begun: Effect = {
      type: "save_assessment",
      status: "in_progress",
      assessment: assessment(),
      result: null,
    };
    await new SqlRecords(db).apply(accountOf("r-0"), 2, [begun], REMIND_AT);
    await db.updateTable("person").set({ language: "en", plain_text: 1 }).execute();
    expect(await claimed()).toEqual({
      run: "r",
      organisation: "dep",
      member: "r-0",
      step: "step-r",
      personId: "U-r-0",
      kind: "reminder",
      isReporter: false,
      attempts: 0,
      firstAttemptAt: null,
      prepared: null,
      facts: { ...FACTS, isUnderWay: true },
      language: "en",
      plainText: true,
      stoppedAt: {
        assessment: "assessment-1",
        items: ["DLit100", "DLit200", "DG100"],
        rated: ["DLit100", "DLit200"],
      },
      organisationName: { th: "กรมตัวอย่าง", en: "Department of Examples" },
      round: ROUND,
      unitTag: "r_r",
    });
  });

  /** Somebody a report of a run that is through is due for. */
  async function reporting(reader: Partial<RemindedPerson> = {}): Promise<Database> {
    const db = database();
    await putOrganisation(db, "dep");
    await putRound(db, "dep", ROUND);
    await putRemindedPeople(db, "dep", [{ id: "hr", role: "hr", ...reader }]);
    await putRun(db, "dep", { id: "r", people: 0, reporter: accountOf("hr") });
    await new SqlReminderLedger(db).advance(REMIND_AT);
    return db;
  }

  const READERS: readonly (readonly [string, Partial<RemindedPerson>, ClaimedReminder["facts"]])[] = [
    ["is still an officer of human resources", {}, null],
    [
      "wants no reminders, and has completed the round",
      { person: { stoppedFor: "always" }, completed: [ROUND.id] },
      null,
    ],
    ["has another role by now", { role: "officer" }, { ...NOTHING_DONE, isLinked: false }],
    ["has left", { active: false }, { ...NOTHING_DONE, isLinked: false }],
    ["is not linked any more", { linked: false }, { ...NOTHING_DONE, isLinked: false }],
    ["said not now", { declined: true }, { ...NOTHING_DONE, hasDeclined: true }],
    ["accepted nothing", { person: { notice: null } }, { ...NOTHING_DONE, hasNotice: false }],
    ["accepted another notice", { person: { notice: "2025-1" } }, { ...NOTHING_DONE, hasNotice: false }],
    ["is not known", { person: null }, { ...NOTHING_DONE, hasNotice: false }],
    ["blocked the account", { person: { reachable: false } }, { ...NOTHING_DONE, isReachable: false }],
  ];

  it.each(READERS)("of a report tell whether whoever gets it %s", async (_, reader, facts) => {
    await reporting(reader);
    expect(await claimed()).toMatchObject({ kind: "report", personId: accountOf("hr"), facts });
  });

  it("of a report tell that whoever gets it is another organisation's by now", async () => {
    const db = await reporting();
    await db.updateTable("account_link").set({ organisation: "other" }).execute();
    expect(await claimed()).toMatchObject({ kind: "report", facts: { isLinked: false } });
  });

  it("are asked of the notice the run was planned with", async () => {
    const db = await given();
    await db
      .updateTable("reminder_run")
      .set({ notice_version: `${NOTICE}-new` })
      .execute();
    expect((await claimed()).facts).toEqual({ ...FACTS, hasNotice: false });
  });

  it("are asked of the present notice where that is another by now", async () => {
    await given();
    expect((await claimed((organisation) => `2@${organisation}`)).facts).toEqual({
      ...FACTS,
      hasNotice: false,
    });
  });

  it("of a report are asked of the present notice as well", async () => {
    await reporting();
    expect(await claimed(() => NOTICE)).toMatchObject({ kind: "report", facts: null });
  });

  it("of a report tell of a notice that came since the run was planned", async () => {
    await reporting();
    expect(await claimed(() => "2@dep")).toMatchObject({ kind: "report", facts: { hasNotice: false } });
  });
});
