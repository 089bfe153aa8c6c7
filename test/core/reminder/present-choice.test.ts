import fc from "fast-check";
import { expect, test } from "vitest";
import { presentChoice } from "../../../src/core/reminder/present-choice.ts";
import type { ReminderChoice, ReminderFacts } from "../../../src/core/reminder/reminder.ts";
import { judgeReminder, USUAL_RULES } from "../../../src/core/reminder/reminder-policy.ts";
import { dueFacts } from "../../support/reminder-facts.ts";

/** Somebody only their own wish could leave out. */
function facts(choice: ReminderChoice, round: string): ReminderFacts {
  return { ...dueFacts({ choice, round }), lastActiveAt: null };
}

const WHY = { none_ever: "opted_out", none_in_round: "opted_out", none_before: "snoozed" } as const;

test("what a person reads of their choice is what the policy does", () => {
  const choice = fc.record({
    stoppedFor: fc.constantFrom(null, "always", "r-1", "r-2"),
    snoozedUntil: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
    changedAt: fc.constant(0),
  });
  const round = fc.constantFrom("r-1", "r-2");
  fc.assert(
    fc.property(choice, round, fc.integer({ min: 0, max: 20 }), (chosen, inRound, at) => {
      const { type } = presentChoice(chosen, inRound, at);
      const verdict = judgeReminder(facts(chosen, inRound), USUAL_RULES, at);
      const wanted =
        type === "usual" ? { type: "send", text: "greeting" } : { type: "leave_out", reason: WHY[type] };
      expect(verdict).toEqual(wanted);
    }),
  );
});

test("somebody of no organisation has no round to stop", () => {
  const choice = { stoppedFor: "r-1", snoozedUntil: null, changedAt: 0 };
  expect(presentChoice(choice, null, 5)).toEqual({ type: "usual" });
  expect(presentChoice({ ...choice, snoozedUntil: 6 }, null, 5)).toEqual({ type: "none_before", at: 6 });
});
