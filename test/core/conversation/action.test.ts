import fc from "fast-check";
import { expect, test } from "vitest";
import { type Action, encodeAction, parseAction, SNOOZES } from "../../../src/core/conversation/action.ts";
import { SECTIONS } from "../../../src/core/conversation/session.ts";
import { GROUPS, STAGES } from "../../../src/core/framework/framework.ts";
import { LANGUAGES } from "../../../src/core/language.ts";

const id = fc.stringMatching(/^[0-9A-Za-z.]{1,40}$/u);
const stage = fc.constantFrom(...STAGES);
const simple = fc.constantFrom(
  ...(["menu", "start", "begin_full", "begin_quick", "pause", "see_answer", "what_if", "keep"] as const),
  ...(["stop_reminders", "stop_round", "stop_always", "allow_reminders"] as const),
);
const actions: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: simple }),
  fc.record({ do: fc.constant("accept" as const), version: id }),
  fc.record({ do: fc.constant("stage" as const), stage }),
  fc.record({ do: fc.constant("group" as const), stage, group: fc.constantFrom(...GROUPS) }),
  fc.record({ do: fc.constant("group_unsure" as const), stage }),
  fc.record({ do: fc.constant("tree" as const), stage, node: id, choice: id }),
  fc.record({
    do: fc.constant("rate" as const),
    assessment: id,
    item: id,
    rating: fc.constantFrom(
      0 as const,
      1 as const,
      2 as const,
      3 as const,
      "not_applicable" as const,
      "prefer_not" as const,
    ),
  }),
  fc.record({ do: fc.constant("back" as const), assessment: id, item: id }),
  fc.record({ do: fc.constant("resume" as const), assessment: id, item: id }),
  fc.record({ do: fc.constant("snooze" as const), until: fc.constantFrom(...SNOOZES) }),
  fc.record({ do: fc.constant("review" as const), assessment: id }),
  fc.record({ do: fc.constant("section" as const), assessment: id, section: fc.constantFrom(...SECTIONS) }),
  fc.record({
    do: fc.constant("stand" as const),
    assessment: id,
    item: id,
    standing: fc.constantFrom("have" as const, "partly" as const, "not_yet" as const),
  }),
  fc.record({ do: fc.constant("language" as const), language: fc.constantFrom(...LANGUAGES) }),
);

test("what a button carries is read as what it was made of, and fits a button", () => {
  fc.assert(
    fc.property(actions, (action) => {
      expect(encodeAction(action).length).toBeLessThanOrEqual(300);
      expect(parseAction(encodeAction(action))).toEqual(action);
    }),
  );
});

test("garbage is no action and never an exception", () => {
  const fields = fc.array(
    fc.oneof(fc.string(), fc.constantFrom("rate", "stand", "menu", "tree", "early", "3")),
    {
      maxLength: 6,
    },
  );
  const garbage = fc.oneof(
    fc.string({ unit: "binary" }),
    fields.map((parts) => parts.join("|")),
  );
  fc.assert(
    fc.property(garbage, (data) => {
      const action = parseAction(data);
      if (action !== undefined) expect(encodeAction(action)).toBe(data);
    }),
  );
});

test.each([
  "",
  "|",
  "menu|",
  "menu|x",
  "rate",
  "rate||DLit100|2",
  "rate|E0001|DLit100|4",
  "rate|E0001|DLit100|02",
  "rate|E0001|DLit100|2|",
  "stage|Early",
  "accept|",
  "tree|early|role|",
  "__proto__",
  "constructor",
  `review|${"x".repeat(300)}`,
])("%j is no action", (data) => {
  expect(parseAction(data)).toBeUndefined();
});
