import { describe, expect, test } from "vitest";
import type { Effect } from "../../../src/core/conversation/effect.ts";
import { type KnownAssessment, rebuildSession } from "../../../src/core/conversation/rebuild-session.ts";
import type { Session } from "../../../src/core/conversation/session.ts";
import { transition } from "../../../src/core/conversation/transition.ts";
import { begun, content, eventOf, tapped, typed } from "../../support/builders.ts";

/** What records keep that apply every effect: the person, and each assessment as saved last. */
function recordsAfter(session: Session, ...words: readonly string[]) {
  const assessments = new Map<string, KnownAssessment>();
  const keep = (effect: Effect) => {
    if (effect.type === "save_assessment") assessments.set(effect.assessment.id, effect);
  };
  let now = session;
  words.forEach((word, index) => {
    const turn = transition(
      now,
      eventOf(100 + index, word.includes("|") ? tapped(word) : typed(word)),
      content,
    );
    turn.effects.forEach(keep);
    now = turn.session;
  });
  // When something was asked is of no use after a loss.
  const { askedAt: _askedAt, ...kept } = now;
  const { language, plainText, reachable, role, notice, reminders } = kept;
  const person = { language, plainText, reachable, role, notice, reminders };
  const latestFirst = [...assessments.values()].toReversed();
  return { now: kept, rebuilt: rebuildSession("U-example", person, latestFirst) };
}

const begunSession = (group: string) => begun({ stage: "early", group }).turn.session;

describe("a session rebuilt from the records", () => {
  test("asks the same question with the same answers", () => {
    const { now, rebuilt } = recordsAfter(begunSession("service"), "3", "2", "ข้าม");
    expect(rebuilt).toEqual(now);
  });

  test("has the result and the history", () => {
    const { now, rebuilt } = recordsAfter(begunSession("others"), "3", "2", "1", "4", "2");
    expect(rebuilt).toEqual({ ...now, wait: { for: "nothing" } });
    expect(rebuilt.past).toHaveLength(1);
  });

  test("leaves out what was put aside", () => {
    const { now, rebuilt } = recordsAfter(begunSession("others"), "3", "เริ่มใหม่", "1", "1", "2");
    expect(rebuilt).toEqual(now);
  });
});

test("somebody who accepted the notice and nothing more is asked for the stage", () => {
  const person = {
    language: "en",
    plainText: true,
    reachable: false,
    role: null,
    notice: { version: "1", acceptedAt: 5 },
    reminders: { stoppedFor: "always", snoozedUntil: null, changedAt: 6 },
  } as const;
  const rebuilt = rebuildSession("U-example", person, []);
  expect(rebuilt).toMatchObject({ ...person, wait: { for: "stage" }, assessment: null, past: [] });
});
