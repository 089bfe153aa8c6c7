import fc from "fast-check";
import { expect, test } from "vitest";
import { resultOf } from "../../../src/core/conversation/assessment-facts.ts";
import type { PersonEvent } from "../../../src/core/conversation/event.ts";
import type { Session } from "../../../src/core/conversation/session.ts";
import { transition } from "../../../src/core/conversation/transition.ts";
import { BEGIN_AT, begun, content, go, ROLES, tapped } from "../../support/builders.ts";

const ratingCode = fc.constantFrom("0", "1", "2", "3", "na", "pn");
const role = fc.constantFrom(...ROLES);

interface Tap {
  readonly data: string;
  readonly atMs: number;
}

function tapEvents(taps: readonly Tap[]): readonly PersonEvent[] {
  return taps.map(({ data, atMs }, index) => ({
    id: `T${String(index).padStart(4, "0")}`,
    at: BEGIN_AT + 600_000 + atMs,
    personId: "U-example",
    act: { type: "tapped", data },
  }));
}

function afterAll(session: Session, events: readonly PersonEvent[]): Session {
  return events.reduce((before, event) => transition(before, event, content).session, session);
}

/** The events as they were, and as they might arrive: shuffled, each of them once or twice. */
const arrivals = (taps: fc.Arbitrary<readonly Tap[]>) =>
  taps.map(tapEvents).chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc
        .array(fc.nat({ max: Math.max(0, events.length - 1) }), { maxLength: events.length })
        .chain((again) => {
          const all = [...events, ...again.flatMap((index) => events[index] ?? [])];
          return fc.shuffledSubarray(all, { minLength: all.length });
        }),
    ),
  );

/** Taps on any question of an assessment, and perhaps one on every question, so that it is complete. */
function tapsOn(items: readonly string[]): fc.Arbitrary<readonly Tap[]> {
  const tapOn = (item: fc.Arbitrary<string>) =>
    fc.record({ item, code: ratingCode, atMs: fc.nat({ max: 50 }) }).map(({ item: on, code, atMs }) => ({
      data: `rate|E0004|${on}|${code}`,
      atMs,
    }));
  const some = fc.array(tapOn(fc.constantFrom(...items)), { maxLength: 15 });
  const each = fc.tuple(...items.map((item) => tapOn(fc.constant(item))));
  return fc.oneof(
    some,
    fc.tuple(some, each).map(([extra, all]) => [...extra, ...all]),
  );
}

test.each(["begin_full", "begin_quick"] as const)(
  "answers of an assessment (%s) end in the same response and result in whatever order they arrive",
  (kind) => {
    const cases = role.chain((of) => {
      const { session } = begun(of, kind).turn;
      const items = session.assessment?.items ?? [];
      return fc.tuple(fc.constant(session), arrivals(tapsOn(items)));
    });
    fc.assert(
      fc.property(cases, ([session, [inTime, arriving]]) => {
        const expected = afterAll(session, inTime).assessment;
        const found = afterAll(session, arriving).assessment;
        expect(found).toEqual(expected);
        if (expected === null || found === null) throw new Error("the assessment is gone");
        expect(resultOf(found, content)).toEqual(resultOf(expected, content));
      }),
      { numRuns: 60 },
    );
  },
);

test("answers of the optional sections end the same in whatever order they arrive", () => {
  const start = begun({ stage: "early", group: "others" });
  const items = start.turn.session.assessment?.items ?? [];
  const { session } = go(start, ...items.map((item) => tapped(`rate|E0004|${item}|1`))).turn;
  const tap = fc
    .tuple(
      fc.constantFrom("K1.1", "K1.2", "K1.5", "E1.1"),
      fc.constantFrom("have", "partly", "not_yet"),
      fc.nat({ max: 9 }),
    )
    .map(([item, standing, atMs]) => ({ data: `stand|E0004|${item}|${standing}`, atMs }));
  fc.assert(
    fc.property(arrivals(fc.array(tap, { maxLength: 12 })), ([inTime, arriving]) => {
      expect(afterAll(session, arriving).assessment).toEqual(afterAll(session, inTime).assessment);
    }),
  );
});

test("an answer that completed the assessment late counts like one in time", () => {
  const start = begun({ stage: "early", group: "others" });
  const items = start.turn.session.assessment?.items ?? [];
  const events = tapEvents(
    items.map((item, index) => ({ data: `rate|E0004|${item}|2`, atMs: index * 1000 })),
  );
  const late = afterAll(start.turn.session, [...events.slice(1), ...events.slice(0, 1)]);
  expect(late.assessment?.completedAt).toBe(events.at(-1)?.at);
  expect(late.past).toEqual(afterAll(start.turn.session, events).past);
});
