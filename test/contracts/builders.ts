import type { Assessment } from "../../src/core/assessment/assessment.ts";
import type { AssessmentResult } from "../../src/core/assessment/result.ts";
import type { PersonSnapshot } from "../../src/core/conversation/effect.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import type { Log, StoredSession } from "../../src/runner/ports.ts";

/** Longer than any test takes. */
export const LONG_MS = 600_000;

/** A log for tests that are not about it. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** Something typed in a 1:1 chat; the message id is `m-<id>`. */
export function typedEvent(id: string, receivedAt = 1_000): InboundEvent {
  return {
    id,
    at: receivedAt - 5,
    receivedAt,
    redelivered: false,
    replyToken: `token-${id}`,
    source: { type: "person", personId: "person-1" },
    act: { type: "typed", text: `น้ำใจ "${id}" \ud83d 😀\n\u0000`, messageId: `m-${id}` },
  };
}

/** A session at a revision, waiting for nothing. */
export function storedSession(revision: number, personId = "person-1"): StoredSession {
  return {
    revision,
    session: {
      version: 4,
      personId,
      language: "th",
      plainText: false,
      reachable: true,
      notice: { version: "2026-1", acceptedAt: 5 },
      member: null,
      role: null,
      reminders: { stoppedFor: null, snoozedUntil: null, changedAt: null },
      wait: { for: "stage" },
      assessment: null,
      past: [],
    },
    recentEvents: [{ id: `event-${revision}`, at: revision }],
    pending: [
      {
        eventId: `event-${revision}`,
        replyToken: null,
        replyUntil: 60_000,
        messages: [{ type: "text", text: "สวัสดี: น้ำใจ ที่ทำงาน" }],
        effects: [],
        revision,
        waiting: false,
      },
    ],
  };
}

/** A person as an effect saves them. */
export function person(over: Partial<PersonSnapshot> = {}): PersonSnapshot {
  return {
    language: "th",
    plainText: false,
    reachable: true,
    role: { stage: "early", group: "service", source: "asked" },
    notice: { version: "2026-1", acceptedAt: 1_790_000_000_000 },
    reminders: { stoppedFor: null, snoozedUntil: null, changedAt: null },
    ...over,
  };
}

/** A sitting with two of three questions answered. */
export function assessment(over: Partial<Assessment> = {}): Assessment {
  return {
    id: "assessment-1",
    kind: "full",
    frameworkVersion: "2563",
    questionnaireVersion: "v1",
    stage: "early",
    group: "service",
    startedAt: 1_790_000_000_100,
    completedAt: null,
    items: ["DLit100", "DLit200", "DG100"],
    ratings: { DLit100: [2, 1_790_000_000_200, "e-2"], DLit200: ["prefer_not", 1_790_000_000_300, "e-3"] },
    standings: { "K1.1": ["have", 1_790_000_000_400, "e-4"] },
    ...over,
  };
}

/** What a completed sitting says. */
export const result: AssessmentResult = {
  match: { own: 3, required: 4, percent: 75 },
  dimensions: [
    { dimension: "DLit", own: 2, required: 2, percent: 100 },
    { dimension: "DG", own: 1, required: 2, percent: 50 },
  ],
  gaps: [{ unit: "DG100", level: 1, gap: 1 }],
  suggestions: [{ topic: "K1.1", score: 1, units: ["DG100"] }],
};
