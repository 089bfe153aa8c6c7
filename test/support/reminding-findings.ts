import type { Finding } from "../../src/core/conversation/inquiry.ts";
import { calendarYear, type Round } from "../../src/core/people/round.ts";
import type {
  PauseReason,
  ProgressCounts,
  ProgressView,
  ReminderPreview,
  ReminderRefusal,
  ReminderRun,
  RunState,
} from "../../src/core/reminder/reminder.ts";
import { BEGIN_AT } from "./builders.ts";

type Reminding = Extract<
  Finding["type"],
  "progress" | "reminder_preview" | "reminder_launch" | "reminder_run" | "reminder_steer"
>;

/** Every reason nothing can be sent. */
export const REFUSALS: readonly ReminderRefusal[] = [
  "no_round",
  "unknown_unit",
  "nobody",
  "no_calendar",
  "too_late",
  "over_budget",
  "quota_unknown",
  "sending_stopped",
];

/** An open round of the department of the tests. */
export const ROUND: Round = {
  id: "r-1",
  name: "รอบตัวอย่าง",
  opensAt: BEGIN_AT,
  closesAt: Date.parse("2026-12-31T00:00:00+07:00"),
};

/** Where forty people stand. */
export function progressCounts(some: Partial<ProgressCounts> = {}): ProgressCounts {
  return {
    people: 40,
    completed: 17,
    inProgress: 6,
    notStarted: 9,
    declined: 1,
    notReachable: 2,
    notLinked: 5,
    ...some,
  };
}

/** A run to the whole organisation that is sending. */
export function reminderRun(some: Partial<ReminderRun> = {}): ReminderRun {
  return {
    id: "0123456789abcdef0123",
    organisation: "dep",
    round: ROUND,
    unit: null,
    step: "chat-0123456789abcdef0123",
    state: "sending",
    pauseReason: null,
    refusal: null,
    startedBy: "member:m-1",
    createdAt: BEGIN_AT,
    startsAt: BEGIN_AT,
    endedAt: null,
    planned: 15,
    sent: 6,
    unknown: 1,
    refused: 1,
    skipped: { completed: 1, snoozed: 1, opted_out: 1 },
    leftOut: { completed: 17, not_linked: 5, blocked: 1, opted_out: 1, too_soon: 1 },
    stage: 1,
    stages: 1,
    seen: null,
    ...some,
  };
}

/** The whole organisation with two divisions, one of them with units of its own. */
export function progressView(some: Partial<ProgressView> = {}): ProgressView {
  return {
    round: ROUND,
    path: [],
    counts: progressCounts(),
    below: [
      { id: "d-1", name: "กองตัวอย่าง", counts: progressCounts({ people: 30 }), hasUnits: true },
      { id: "d-2", name: "กองอื่น", counts: progressCounts({ people: 10, completed: 0 }), hasUnits: false },
    ],
    apart: { optedOut: 1, snoozed: 2, blocked: 3, undeliverable: 4 },
    runs: [reminderRun()],
    ...some,
  };
}

/** Fifteen of forty would be reminded, each text among them. */
export function reminderPreview(some: Partial<ReminderPreview> = {}): ReminderPreview {
  return {
    round: ROUND,
    unit: null,
    people: 40,
    send: { greeting: 3, not_started: 7, in_progress: 5 },
    leftOut: { completed: 17, not_linked: 5, blocked: 1, opted_out: 1, too_soon: 1 },
    messages: 16,
    quota: { limit: 5_000, used: 1_200 },
    reserved: 20,
    left: 3_780,
    cost: 240,
    startsAt: Date.parse("2026-11-24T08:30:00+07:00"),
    endsAt: Date.parse("2026-11-24T08:31:00+07:00"),
    stages: 1,
    ...some,
  };
}

const UNIT = { id: "d-1", name: "กองตัวอย่าง" };

/** A run in every state it may be in. */
export const RUNS: readonly ReminderRun[] = [
  ...(["sending", "done", "stopped"] satisfies readonly RunState[]).map((state) => reminderRun({ state })),
  ...(["person", "quota", "trouble"] satisfies readonly PauseReason[]).map((pauseReason) =>
    reminderRun({ state: "paused", pauseReason, unit: UNIT }),
  ),
  reminderRun({ startsAt: BEGIN_AT + 86_400_000, sent: 0, unknown: 0, refused: 0, skipped: {} }),
  reminderRun({
    state: "refused",
    refusal: "no_calendar",
    startedBy: "system:reminders",
    planned: 0,
    sent: 0,
  }),
  reminderRun({ state: "done", endedAt: BEGIN_AT + 60_000, seen: 33, stages: 3, stage: 3, planned: 20_000 }),
];

/** What may be found about a round and its reminders. */
export function remindingFindings(type: Reminding): readonly Finding[] {
  switch (type) {
    case "progress":
      return progressFindings();
    case "reminder_preview":
      return previewFindings();
    case "reminder_launch":
      return [
        ...REFUSALS.map((reason) => ({ type, status: "refused", reason }) as const),
        ...RUNS.map((run) => ({ type, status: "launched", run }) as const),
      ];
    case "reminder_run":
      return [{ type, run: null }, ...RUNS.map((run) => ({ type, run }))];
    case "reminder_steer":
      return [
        { type, run: null, isChanged: false },
        ...RUNS.flatMap((run) => [true, false].map((isChanged) => ({ type, run, isChanged }))),
      ];
    default:
      return type satisfies never;
  }
}

function progressFindings(): readonly Finding[] {
  const many = Array.from({ length: 20 }, (_, index) => ({
    id: `u-${index}`,
    name: `กลุ่มตัวอย่างที่ ${index}`,
    counts: progressCounts({ people: index }),
    hasUnits: index % 2 === 0,
  }));
  const views = [
    null,
    progressView(),
    progressView({ path: [UNIT], below: [], apart: null, runs: [] }),
    progressView({ path: [{ id: "t-1", name: "กลุ่มงานตัวอย่าง" }, UNIT], below: many, runs: RUNS.slice(0, 3) }),
    progressView({ round: calendarYear(BEGIN_AT), runs: [] }),
    progressView({ counts: progressCounts({ people: 0, completed: 0 }), below: [], apart: null }),
  ];
  return views.map((view) => ({ type: "progress", view }));
}

function previewFindings(): readonly Finding[] {
  const type = "reminder_preview";
  const ready = [
    reminderPreview(),
    reminderPreview({
      unit: UNIT,
      leftOut: {},
      quota: null,
      left: null,
      cost: null,
      reserved: 0,
      messages: 15,
    }),
    reminderPreview({ send: { greeting: 0, not_started: 1, in_progress: 0 }, messages: 2, stages: 3 }),
    reminderPreview({ quota: { limit: null, used: 0 } }),
  ];
  return [
    ...ready.map((preview) => ({ type, status: "ready", preview }) as const),
    ...REFUSALS.flatMap((reason) =>
      [null, reminderPreview()].map((preview) => ({ type, status: "refused", reason, preview }) as const),
    ),
  ];
}
