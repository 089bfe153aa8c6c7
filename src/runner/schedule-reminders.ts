import { DAY_MS, dateOf, dayOf } from "../core/reminder/bangkok-day.ts";
import type { ReminderRules, WorkCalendar } from "../core/reminder/reminder.ts";
import { lastSendingTime, nextSendingTime, stepDueAt } from "../core/reminder/reminder-policy.ts";
import { PASSING_REFUSALS } from "./create-reminder-desk.ts";
import { describeError } from "./describe-error.ts";
import type { Clock, Log, RecurringJob } from "./ports.ts";
import type { ReminderDesk } from "./reminder-desk.ts";
import type { ReminderSchedules, ScheduleRule } from "./reminders.ts";
import { runIdOf } from "./run-id.ts";

/** What the schedule works with. */
export interface ScheduleParts {
  readonly schedules: Pick<ReminderSchedules, "ofOpenRounds">;
  readonly desk: Pick<ReminderDesk, "launch">;
  readonly rules: ReminderRules;
  readonly calendar: WorkCalendar;
  /** The latest instant of a cron expression, an instant or earlier (both epoch ms); see jobs/cron-times.ts. */
  readonly previousCronTime: (expression: string, at: number) => number | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

type OpenSchedule = Awaited<ReturnType<ReminderSchedules["ofOpenRounds"]>>[number];

/** A step whose time has come. */
interface DueStep {
  /** Unique in the round, e.g. `after-7` or `cron-1-20261123`. */
  readonly step: string;
  /** Epoch ms. */
  readonly dueAt: number;
}

const MINUTE_MS = 60 * 1_000;
/** What was due longer ago, because nothing ran, is not made up for. */
const MADE_UP_FOR_MS = DAY_MS;

/**
 * Starts the runs that are due by the rules of open rounds. It may run twice, and again: a step that was started
 * once stays the run it is.
 */
export function scheduleJob(parts: ScheduleParts): RecurringJob {
  // Only spares asking again every minute; what counts is that a known step gives the run that is there.
  const launched = new Map<string, number>();
  return {
    name: "start-due-reminders",
    everyMs: MINUTE_MS,
    run: async () => {
      const now = parts.clock.now();
      for (const open of await parts.schedules.ofOpenRounds(now)) await launchDue(open, now, launched, parts);
      for (const [key, dueAt] of launched) if (dueAt < now - MADE_UP_FOR_MS) launched.delete(key);
    },
  };
}

async function launchDue(
  open: OpenSchedule,
  now: number,
  launched: Map<string, number>,
  parts: ScheduleParts,
) {
  const due = dueStep(open, now, parts);
  if (due === undefined) return;
  const key = JSON.stringify([open.organisation, open.round.id, due.step]);
  try {
    if (launched.has(key) || (await launch(open, due, key, now, parts))) launched.set(key, due.dueAt);
  } catch (error) {
    // The other rounds still get theirs; this one is tried again with the next run.
    parts.log.warn(
      { ...describeError(error), step: due.step },
      "scheduled reminders could not be started, trying again",
    );
  }
}

/** False when it was of no avail for now. */
async function launch(
  { organisation, schedule }: OpenSchedule,
  due: DueStep,
  key: string,
  now: number,
  parts: ScheduleParts,
): Promise<boolean> {
  const outcome = await parts.desk.launch({
    id: runIdOf(`schedule ${key}`),
    organisation,
    unit: "",
    step: due.step,
    atMost: null,
    actor: { name: "system:reminders", reporter: schedule.reporter },
    at: now,
  });
  const refusal = outcome.status === "refused" ? { refusal: outcome.reason } : {};
  parts.log.info({ organisation, step: due.step, status: outcome.status, ...refusal }, "scheduled reminders");
  return outcome.status === "launched" || !PASSING_REFUSALS.includes(outcome.reason);
}

/** The latest step of a rule that is due and neither from before the rule nor from too long ago. */
function dueStep(open: OpenSchedule, now: number, parts: ScheduleParts): DueStep | undefined {
  const { rule } = open.schedule;
  const due = rule.type === "cron" ? dueByCron(open, rule, now, parts) : dueByDays(open, rule, parts);
  return due !== undefined && due.dueAt <= now && due.dueAt >= now - MADE_UP_FOR_MS ? due : undefined;
}

function dueByDays(
  { round, schedule }: OpenSchedule,
  rule: Exclude<ScheduleRule, { readonly type: "cron" }>,
  { rules, calendar }: ScheduleParts,
): DueStep | undefined {
  const dueAt = stepDueAt(rule, round, rules, calendar);
  if (dueAt === undefined) return undefined;
  if (dueAt >= schedule.since) return { step: schedule.id, dueAt };
  // Whoever opens a round and then adds "at once" on the same day means now.
  const isAtOnce = rule.type === "after_opening" && rule.days === 0;
  if (!isAtOnce || dayOf(schedule.since) !== dayOf(dueAt)) return undefined;
  const late = nextSendingTime(schedule.since, rules, calendar);
  return late === undefined ? undefined : { step: schedule.id, dueAt: late };
}

/** One step a day at most: instants that sending hours move to the same day are one. */
function dueByCron(
  { schedule }: OpenSchedule,
  { expression }: Extract<ScheduleRule, { readonly type: "cron" }>,
  now: number,
  { rules, calendar, previousCronTime }: ScheduleParts,
): DueStep | undefined {
  // An instant after the latest sending time is moved to the next, which is still to come.
  const latest = lastSendingTime(now, rules, calendar);
  const instant = latest === undefined ? undefined : previousCronTime(expression, latest);
  if (instant === undefined || instant < schedule.since) return undefined;
  const dueAt = nextSendingTime(instant, rules, calendar);
  if (dueAt === undefined) return undefined;
  return { step: `${schedule.id}-${dateOf(dayOf(dueAt)).replaceAll("-", "")}`, dueAt };
}
