import type {
  LeftOut,
  ReminderPreview,
  ReminderRefusal,
  ReminderRun,
  Satang,
} from "../core/reminder/reminder.ts";
import { bangkokTime } from "./bangkok-time.ts";

/** What stands against sending, and what to do about it. */
export const REFUSALS: Readonly<Record<ReminderRefusal, string>> = {
  no_round: "No round is open. Open one first: round open",
  unknown_unit: "There is no such unit in the organisation.",
  nobody: "Nobody would be reminded; nothing is sent.",
  no_calendar:
    "The next working day lies in a year whose holidays nobody has confirmed. Complete the list in data/holidays (or HOLIDAYS_DIR) and set it to confirmed.",
  too_late: "The round closes before sending could begin.",
  over_budget: "There are fewer messages left this month than this needs; nothing is sent.",
  quota_unknown: "LINE does not say how many messages are left, so nothing can be promised. Try again later.",
  sending_stopped: "All sending is stopped. See: sending status",
};

const REASONS: Readonly<Record<LeftOut | "stopped", string>> = {
  round_closed: "the round is closed",
  not_in_round: "not in the round any more",
  completed: "completed",
  not_linked: "no LINE account linked",
  declined: "declined the privacy notice",
  no_notice: "present privacy notice not accepted",
  blocked: "blocked the account",
  undeliverable: "LINE refused an earlier message",
  opted_out: "want no reminders",
  snoozed: "want none for a while",
  enough: "had as many as allowed in a round",
  too_soon: "reminded too recently",
  stopped: "the run was stopped",
};

/** A preview as an operator reads it. */
export function previewText(preview: ReminderPreview): string {
  const { round, unit, people, send, leftOut, messages, startsAt, endsAt, stages, cost } = preview;
  return lines([
    ["round", `${round.name} (${round.id})`],
    ["unit", unit === null ? "the whole organisation" : `${unit.name} (${unit.id})`],
    ["people in it", String(people)],
    ["first message", String(send.greeting)],
    ["not started", String(send.not_started)],
    ["in progress", String(send.in_progress)],
    ["left out", reasonsText(leftOut)],
    ["messages it uses", String(messages)],
    ["left this month", leftText(preview)],
    ["costs", cost === null ? "no price set (MESSAGE_PRICE)" : bahtText(cost)],
    ["begins (Bangkok)", bangkokTime(startsAt)],
    ["ends about", endsAt === null ? "not known" : bangkokTime(endsAt)],
    ["stages", String(stages)],
  ]);
}

/** A run as an operator reads it. */
export function runText(run: ReminderRun): string {
  const { sent, unknown, refused, skipped, stage, stages, seen } = run;
  return lines([
    ["run", run.id],
    ["round, step", `${run.round.id}, ${run.step}`],
    ["unit", run.unit === null ? "the whole organisation" : `${run.unit.name} (${run.unit.id})`],
    ["state", stateText(run)],
    [
      "started",
      `${bangkokTime(run.createdAt)} by ${run.startedBy}; sending from ${bangkokTime(run.startsAt)}`,
    ],
    ...(run.endedAt === null ? [] : [["ended", bangkokTime(run.endedAt)] as const]),
    ["planned", `${run.planned}, stage ${stage} of ${stages}`],
    ["sent", String(sent)],
    ["may have arrived", String(unknown)],
    ["refused by LINE", String(refused)],
    ["left out at sending", reasonsText(skipped)],
    ["left out at planning", reasonsText(run.leftOut)],
    ["seen", seen === null ? "LINE does not tell (fewer than 20, or too early)" : String(seen)],
  ]);
}

function stateText({ state, pauseReason, refusal }: ReminderRun): string {
  const why = pauseReason ?? refusal;
  return why === null ? state : `${state} (${why})`;
}

function reasonsText(reasons: Readonly<Partial<Record<LeftOut | "stopped", number>>>): string {
  const parts = Object.entries(reasons).map(
    ([reason, count]) => `${REASONS[reason as LeftOut | "stopped"]}: ${count}`,
  );
  return parts.length === 0 ? "nobody" : parts.join("; ");
}

function leftText({ left, quota, reserved }: ReminderPreview): string {
  const account =
    quota === null
      ? "LINE does not say"
      : `account: ${quota.used} used of ${quota.limit ?? "no limit"}, ${reserved} promised`;
  const none = quota === null ? "not known" : "no limit";
  return `${left ?? none} (${account})`;
}

/** Satang as baht. */
export function bahtText(satang: Satang): string {
  return `${(satang / 100).toFixed(2)} baht`;
}

function lines(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}
