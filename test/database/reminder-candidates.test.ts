import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReminderFacts, ReminderRules } from "../../src/core/reminder/reminder.ts";
import { gapCutoff, judgeReminder } from "../../src/core/reminder/reminder-policy.ts";
import { candidates, countVerdicts, isRoundOpen } from "../../src/database/reminder-candidates.ts";
import type { Database } from "../../src/database/schema.ts";
import {
  accountOf,
  type EarlierMessage,
  NOTICE,
  openRound,
  REMIND_AT,
  type RemindedPerson,
  reminderRules,
  reminderTarget,
} from "../contracts/reminder-builders.ts";
import { onBothDatabases } from "./on-both-databases.ts";
import { putOrganisation, putRemindedPeople, putRound } from "./put-reminded-people.ts";

const ROUND = openRound();
const CUTOFF = gapCutoff(REMIND_AT, reminderRules());

/** Mostly the first, so that what comes late in the order of reasons is reached as well. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

const instants = fc.constantFrom(null, CUTOFF - 1, CUTOFF, CUTOFF + 1, CUTOFF - 1_000_000, REMIND_AT - 1);

interface MadeUpMessage extends Pick<EarlierMessage, "round" | "state"> {
  readonly settledAt: number | null;
  readonly firstAttemptAt: number | null;
  /** For the account they have now; otherwise that one was erased. */
  readonly isOwn: boolean;
}

const messages: fc.Arbitrary<MadeUpMessage> = fc.record({
  round: mostly(ROUND.id, "2568-1"),
  state: fc.constantFrom("due", "sending", "sent", "sent", "sent", "skipped", "refused", "unknown"),
  settledAt: instants,
  firstAttemptAt: instants,
  isOwn: fc.boolean(),
});

const earlierMessages: fc.Arbitrary<readonly MadeUpMessage[]> = fc.oneof(
  fc.constant([]),
  fc.array(messages, { maxLength: 4 }),
);

const people = fc.record({
  active: mostly(true, false),
  unit: mostly("10", "11", "20"),
  group: mostly<"service" | "academic" | null>("service", "academic", null),
  linked: mostly(true, false),
  declined: mostly(false, true),
  person: fc.option(
    fc.record({
      notice: mostly<string | null>(NOTICE, "2025-1", null),
      reachable: mostly(true, false),
      stoppedFor: mostly<string | null>(null, "always", ROUND.id, "2568-1"),
      snoozedUntil: mostly<number | null>(null, REMIND_AT - 1, REMIND_AT, REMIND_AT + 1),
    }),
    { freq: 9 },
  ),
  assessments: fc.subarray(
    [
      ["full", "in_progress"],
      ["full", "in_progress"],
      ["quick", "in_progress"],
      ["full", "completed"],
      ["full", "abandoned"],
    ] as const,
    { maxLength: 3 },
  ),
  completed: mostly<readonly string[]>([], [ROUND.id], ["2568-1"], [ROUND.id, "2568-1"]),
  messages: earlierMessages,
});

type MadeUp = typeof people extends fc.Arbitrary<infer T> ? T : never;

function personOf({ messages: earlier, ...rest }: MadeUp, id: string): RemindedPerson {
  const all = earlier.map(({ isOwn, ...message }) => ({ ...message, personId: isOwn ? accountOf(id) : "" }));
  return { id, ...rest, messages: all };
}

/** What is said of somebody, as the core is told it. */
function factsOf(madeUp: MadeUp, isInAudience: boolean): ReminderFacts {
  const { active, linked, declined, person, assessments, completed } = madeUp;
  const own = madeUp.messages.filter(({ round }) => round === ROUND.id);
  const counted = own.filter(({ state }) => state === "sent" || state === "unknown");
  const times = counted.flatMap(({ settledAt, firstAttemptAt }) => settledAt ?? firstAttemptAt ?? []);
  return {
    isRoundOpen: true,
    isInRound: active && isInAudience,
    isLinked: linked,
    isCompleted: completed.includes(ROUND.id),
    hasDeclined: declined,
    hasNotice: person?.notice === NOTICE,
    isReachable: person?.reachable ?? true,
    isDeliverable: !own.some(({ state, isOwn }) => state === "refused" && isOwn),
    choice: {
      stoppedFor: person?.stoppedFor ?? null,
      snoozedUntil: person?.snoozedUntil ?? null,
      changedAt: null,
    },
    round: ROUND.id,
    isUnderWay: assessments.some(([kind, status]) => kind === "full" && status === "in_progress"),
    sent: counted.length,
    lastSentAt: times.length === 0 ? null : Math.max(...times),
    isOnItsWay: own.some(({ state }) => state === "due" || state === "sending"),
    lastActiveAt: null,
  };
}

/** The core's verdict as SQL has it; undefined for nobody of the round. */
function verdictOf(facts: ReminderFacts, rules: ReminderRules): string | undefined {
  const verdict = judgeReminder(facts, rules, REMIND_AT);
  if (verdict.type === "send") return verdict.text;
  if (verdict.type === "later") throw new Error("nothing is known of what they did last");
  return verdict.reason === "not_in_round" ? undefined : verdict.reason;
}

async function emptyPeople(database: Database): Promise<void> {
  for (const table of ["reminder", "response", "assessment", "person", "account_link", "member"] as const) {
    await database.deleteFrom(table).execute();
  }
}

await onBothDatabases("candidates for reminders", (db) => {
  it("are judged by SQL as the core judges them", async () => {
    const database = db();
    await putOrganisation(database, "dep");
    const world = fc.record({
      people: fc.array(people, { minLength: 30, maxLength: 60 }),
      mostPerRound: fc.constantFrom(1, 2, 5),
      groups: mostly<readonly "service"[]>([], ["service"]),
      unit: mostly("", "10", "11", "20"),
    });
    const seen = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(world, async ({ people: all, mostPerRound, groups, unit }) => {
        await emptyPeople(database);
        await putRemindedPeople(
          database,
          "dep",
          all.map((one, place) => personOf(one, `p${place}`)),
        );
        const rules = reminderRules({ mostPerRound });
        const round = { ...ROUND, audience: { units: [], groups, roles: [] } };
        const target = reminderTarget("dep", { round, unit });
        const isWanted = (one: MadeUp) =>
          (unit === "" || one.unit === unit || (unit === "10" && one.unit === "11")) &&
          (groups.length === 0 || one.group === "service");
        const { rows } = await candidates(target, rules, REMIND_AT, true).execute(database);
        const found = new Map(rows.map((row) => [row.member, row]));
        expect(found.size).toBe(rows.length);
        for (const [place, one] of all.entries()) {
          const expected = verdictOf(factsOf(one, isWanted(one)), rules);
          seen.add(expected);
          const row = found.get(`p${place}`);
          expect([one, row?.verdict]).toEqual([one, expected]);
          if (row !== undefined) expect(row.person_id).toBe(one.linked ? accountOf(`p${place}`) : null);
        }
      }),
      { numRuns: 40 },
    );
    expect(seen.size).toBe(14);
  });

  describe("of a round that is not open", () => {
    const isOpen = (id: string, at: number, round = ROUND) =>
      isRoundOpen(db(), { organisation: "dep", round: { ...round, id } }, at);

    it("are all left out for that", async () => {
      const database = db();
      await putOrganisation(database, "dep");
      await putRound(database, "dep", ROUND, "closed");
      await putRemindedPeople(database, "dep", [{ id: "a" }, { id: "b", linked: false }]);
      expect(await countVerdicts(database, reminderTarget("dep"), reminderRules(), REMIND_AT)).toEqual([
        { verdict: "round_closed", people: 2 },
      ]);
    });

    it("which goes by its row, or by its days where it has none", async () => {
      const database = db();
      await putOrganisation(database, "dep");
      const over = { opensAt: 10, closesAt: 20 };
      await putRound(database, "dep", openRound({ id: "closed", ...over }), "closed");
      await putRound(database, "dep", openRound({ id: "open", ...over }), "open");
      await putRound(database, "dep", openRound({ id: "planned", ...over, closesAt: null }), "planned");
      expect(await Promise.all([9, 10, 19, 20].map((at) => isOpen("open", at)))).toEqual([
        false,
        true,
        true,
        false,
      ]);
      expect(await Promise.all([10, 19].map((at) => isOpen("closed", at)))).toEqual([false, false]);
      expect(await Promise.all([9, 10, 99].map((at) => isOpen("planned", at)))).toEqual([false, true, true]);
      const year = openRound({ opensAt: 5, closesAt: 7 });
      expect(await Promise.all([4, 5, 6, 7].map((at) => isOpen("year-1970", at, year)))).toEqual([
        false,
        true,
        true,
        false,
      ]);
    });
  });
});
