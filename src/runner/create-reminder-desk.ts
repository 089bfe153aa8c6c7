import { yearOf } from "../core/people/round.ts";
import type {
  LaunchOutcome,
  PreviewOutcome,
  ReminderCount,
  ReminderPreview,
  ReminderRefusal,
  ReminderRules,
  ReminderRun,
  Satang,
  WorkCalendar,
} from "../core/reminder/reminder.ts";
import { nextSendingTime, sendingEnd } from "../core/reminder/reminder-policy.ts";
import { stagesFor } from "../core/reminder/run-stages.ts";
import type { Directory } from "./directory.ts";
import { leftOf } from "./left-of.ts";
import type { ChannelFigures } from "./push-sender.ts";
import type { ReminderDesk } from "./reminder-desk.ts";
import type { MonthlyQuota, MonthlyUse, ReminderRuns, ReminderTarget, SendingSwitch } from "./reminders.ts";
import type { Rounds } from "./rounds.ts";

/** What previews and runs are worked out with. */
export interface ReminderDeskParts {
  readonly runs: ReminderRuns;
  readonly rounds: Pick<Rounds, "current">;
  readonly directory: Pick<Directory, "units">;
  readonly sending: Pick<SendingSwitch, "state">;
  readonly figures: ChannelFigures;
  readonly rules: ReminderRules;
  readonly calendar: WorkCalendar;
  /** What one message costs; null when no price is set. */
  readonly price: Satang | null;
  /** Messages a second, for the estimate of the end. */
  readonly perSecond: number;
  /** The version of the notice people of an organisation must have accepted. */
  readonly noticeVersion: (organisation: string) => string;
  /** @see quotaPeriod */
  readonly periodOf: (at: number) => string;
}

/** What is asked for: a unit of an organisation's open round. */
interface Wish {
  readonly organisation: string;
  readonly unit: string;
  readonly at: number;
  /** Whether a report is sent as well. */
  readonly withReport: boolean;
  /** No more people than this; null for everybody who is due. */
  readonly atMost: number | null;
}

/** A wish worked out: whom it would reach, when, and what stands against it. */
interface Estimate {
  readonly target: ReminderTarget | null;
  readonly quota: MonthlyQuota | undefined;
  readonly startsAt: number;
  readonly preview: ReminderPreview | null;
  readonly refusal: ReminderRefusal | null;
}

type Order = Parameters<ReminderDesk["launch"]>[0];

/** Previews, starts and steers runs. Nothing is sent here: that is the sender's, from the ledger. */
export function createReminderDesk(parts: ReminderDeskParts): ReminderDesk {
  const { runs } = parts;
  return {
    async preview({ id: organisation }, unit, at): Promise<PreviewOutcome> {
      const { preview, refusal } = await estimate(
        { organisation, unit, at, withReport: true, atMost: null },
        parts,
      );
      if (refusal !== null) return { status: "refused", reason: refusal, preview };
      if (preview === null) throw new Error("a preview without a refusal has figures");
      return { status: "ready", preview };
    },
    launch: (order) => launch(order, parts),
    async progress({ organisation }, unit, at) {
      // Not the membership's: whoever looks after the round need not be in it.
      const round = await parts.rounds.current(organisation.id, at);
      return (await runs.progress(organisation.id, round, unit, at)) ?? null;
    },
    async run(organisation, id) {
      return (await runs.run(organisation, id)) ?? null;
    },
    steer: (organisation, id, steering, actor, at) => runs.steer(organisation, id, steering, actor, at),
  };
}

async function launch(order: Order, parts: ReminderDeskParts): Promise<LaunchOutcome> {
  const { runs } = parts;
  const { organisation, unit, at, actor, atMost } = order;
  const known = await runs.run(organisation, order.id);
  if (known !== undefined) return asOutcome(known);
  const withReport = actor.reporter !== null;
  const wish = { organisation, unit, at, withReport, atMost };
  const { target, quota, startsAt, refusal } = await estimate(wish, parts);
  if (target === null || quota === undefined)
    return { status: "refused", reason: refusal ?? "quota_unknown" };
  const { id, step } = order;
  const { rules } = parts;
  const run = {
    id,
    target,
    step,
    rules,
    quota,
    atMost,
    actor: actor.name,
    reporter: actor.reporter,
    at,
    startsAt,
  };
  const outcome =
    refusal === null ? await runs.launch(run) : ({ status: "refused", reason: refusal } as const);
  // Only a schedule comes back by itself; whoever asked in person hears the answer.
  const isOver =
    outcome.status === "refused" && atMost === null && !PASSING_REFUSALS.includes(outcome.reason);
  if (isOver) await runs.noteRefused(run, outcome.reason);
  return outcome.status === "launched" ? asOutcome(outcome.run) : outcome;
}

/** A scheduled step that could not be started stays so. */
function asOutcome(run: ReminderRun): LaunchOutcome {
  return run.refusal === null ? { status: "launched", run } : { status: "refused", reason: run.refusal };
}

/** What may be otherwise in a minute: a scheduled step is tried again. */
export const PASSING_REFUSALS: readonly ReminderRefusal[] = ["quota_unknown", "sending_stopped"];

/** Everything that can be known before a run is planned; the first thing that stands against it. */
async function estimate(wish: Wish, parts: ReminderDeskParts): Promise<Estimate> {
  const { organisation, unit, at } = wish;
  const round = await parts.rounds.current(organisation, at);
  if (yearOf(round.id) !== undefined) return refused("no_round", at);
  const named = await unitOf(wish, parts);
  if (named === undefined) return refused("unknown_unit", at);
  const target = { organisation, round, unit, noticeVersion: parts.noticeVersion(organisation) };
  const startsAt = nextSendingTime(at, parts.rules, parts.calendar);
  const period = parts.periodOf(startsAt ?? at);
  const [count, channel, use, sending] = await Promise.all([
    parts.runs.count(target, parts.rules, at),
    quotaIn(period, at, parts),
    parts.runs.monthlyUse(organisation, period),
    parts.sending.state(),
  ]);
  const preview = previewOf(
    { ...wish, startsAt: startsAt ?? at },
    { round, unit: named },
    count,
    channel,
    use,
    parts,
  );
  const refusal =
    sending.stoppedAt !== null ? "sending_stopped" : refusalOf(preview, startsAt, channel !== undefined);
  const quota = channel && { period, ...channel };
  return { target, quota, startsAt: startsAt ?? at, preview, refusal };
}

function refused(reason: ReminderRefusal, at: number): Estimate {
  return { target: null, quota: undefined, startsAt: at, preview: null, refusal: reason };
}

/** What LINE tells is about the present month; in the next one nothing is used yet. */
async function quotaIn(
  period: string,
  at: number,
  { figures, periodOf }: ReminderDeskParts,
): ReturnType<ChannelFigures["quota"]> {
  const quota = await figures.quota();
  return quota && (period === periodOf(at) ? quota : { ...quota, used: 0 });
}

/** Null for the whole organisation; undefined when there is no such unit. */
async function unitOf(
  { organisation, unit }: Wish,
  { directory }: ReminderDeskParts,
): Promise<ReminderPreview["unit"] | undefined> {
  if (unit === "") return null;
  const found = (await directory.units(organisation)).find(({ id }) => id === unit);
  return found && { id: found.id, name: found.name };
}

function previewOf(
  { withReport, atMost, startsAt }: Wish & { readonly startsAt: number },
  about: Pick<ReminderPreview, "round" | "unit">,
  count: ReminderCount,
  quota: ReminderPreview["quota"] | undefined,
  use: MonthlyUse,
  { price, perSecond, rules, calendar }: ReminderDeskParts,
): ReminderPreview {
  const due = Object.values(count.send).reduce((sum, some) => sum + some, 0);
  const people = Math.min(due, atMost ?? due);
  const messages = people + (withReport ? 1 : 0);
  return {
    ...about,
    ...count,
    messages,
    quota: quota ?? null,
    reserved: use.reserved,
    left: leftOf(quota ?? null, use),
    cost: price === null ? null : price * messages,
    startsAt,
    endsAt: sendingEnd(startsAt, messages, perSecond, rules, calendar) ?? null,
    stages: stagesFor(people),
  };
}

function refusalOf(
  { send, messages, left, round, endsAt }: ReminderPreview,
  startsAt: number | undefined,
  isQuotaKnown: boolean,
): ReminderRefusal | null {
  if (startsAt === undefined || endsAt === null) return "no_calendar";
  if (round.closesAt !== null && startsAt >= round.closesAt) return "too_late";
  if (Object.values(send).every((some) => some === 0)) return "nobody";
  if (!isQuotaKnown) return "quota_unknown";
  return left !== null && messages > left ? "over_budget" : null;
}
