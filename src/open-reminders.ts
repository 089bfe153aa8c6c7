import type { Config } from "./config.ts";
import { loadWorkCalendar } from "./content/load-work-calendar.ts";
import type { Content } from "./core/content.ts";
import { noticeVersionAt } from "./core/conversation/content-for.ts";
import type { WorkCalendar } from "./core/reminder/reminder.ts";
import { previousCronTime } from "./jobs/cron-times.ts";
import type { OpenLine } from "./open-line.ts";
import type { OpenStorage } from "./open-storage.ts";
import { createReminderDesk } from "./runner/create-reminder-desk.ts";
import type { LoadingHost } from "./runner/load-session.ts";
import type { Clock, Log, RecurringJob } from "./runner/ports.ts";
import type { ChannelFigures } from "./runner/push-sender.ts";
import { quotaPeriod } from "./runner/quota-period.ts";
import { readSeenJob } from "./runner/read-seen-job.ts";
import type { ReminderDesk } from "./runner/reminder-desk.ts";
import {
  ReminderSender,
  type ReminderSenderOptions,
  type ReminderSenderParts,
} from "./runner/reminder-sender.ts";
import { scheduleJob } from "./runner/schedule-reminders.ts";
import { tellPaused } from "./runner/tell-paused.ts";

/** What the desk is opened with. */
export interface DeskParts {
  readonly config: Pick<Config, "reminders">;
  readonly storage: Pick<OpenStorage, "reminders" | "rounds" | "directory">;
  readonly content: Content;
  readonly calendar: WorkCalendar;
  readonly figures: ChannelFigures;
}

/** The working days of the settings. Throws ContentError. */
export function openCalendar({ reminders }: Pick<Config, "reminders">): WorkCalendar {
  return loadWorkCalendar(reminders.holidaysDir);
}

/** The month of an instant as LINE's quota has it, by the settings. */
function periodIn({ reminders }: Pick<Config, "reminders">): (at: number) => string {
  return (at) => quotaPeriod(at, reminders.quotaTimeZone);
}

/** Previews and runs over the storage, with the settings' policy. */
export function openReminderDesk({ config, storage, content, calendar, figures }: DeskParts): ReminderDesk {
  const { rules, price, pushesPerSecond } = config.reminders;
  const { reminders, rounds, directory } = storage;
  return createReminderDesk({
    runs: reminders.runs,
    sending: reminders.sending,
    rounds,
    directory,
    figures,
    rules,
    calendar,
    price,
    perSecond: pushesPerSecond,
    noticeVersion: (organisation) => noticeVersionAt(organisation, content),
    periodOf: periodIn(config),
  });
}

/** Messages a sender claims at once. */
const MOST_AT_ONCE = 200;

/** What a test may put in place of the real thing. */
export interface SenderOptions extends ReminderSenderOptions {
  /** Puts itself between the sender and what it uses, to make it fail. */
  readonly wrap?: (parts: ReminderSenderParts) => ReminderSenderParts;
}

/** What reminders are sent with. */
export interface RemindingParts extends DeskParts {
  readonly config: Config;
  readonly storage: OpenStorage;
  readonly clock: Clock;
  readonly log: Log;
  readonly desk: ReminderDesk;
  readonly line: Pick<OpenLine, "pusher">;
  readonly host: LoadingHost;
}

/** The sender of this process, not started yet. */
export function openReminderSender(parts: RemindingParts, options: SenderOptions = {}): ReminderSender {
  const { config, storage, clock, log, content, calendar, line, host } = parts;
  const { rules, pushesPerSecond } = config.reminders;
  const sending: ReminderSenderParts = {
    ledger: storage.reminders.ledger,
    sessions: storage.sessions,
    pusher: line.pusher,
    limiter: storage.createRateLimiter(pushesPerSecond),
    clock,
    log,
    content,
    rules,
    calendar,
    periodOf: periodIn(config),
    onPaused: (paused, at) => tellPaused(paused, at, { ...host, content, linking: storage.linking }),
  };
  const { wrap = (same) => same, ...rest } = options;
  // What is not begun soon goes back to the ledger, so no more is claimed than can be.
  const batch = Math.min(MOST_AT_ONCE, pushesPerSecond);
  return new ReminderSender(wrap(sending), { batch, ...rest });
}

/** Timed work about reminders: what schedules start, and what LINE tells of who saw them. */
export function reminderJobs({
  config,
  storage,
  clock,
  log,
  calendar,
  desk,
  figures,
}: RemindingParts): readonly RecurringJob[] {
  const { rules } = config.reminders;
  const { schedules, runs } = storage.reminders;
  return [
    scheduleJob({ schedules, desk, rules, calendar, previousCronTime, clock, log }),
    readSeenJob({ runs, directory: storage.directory, figures, clock }),
  ];
}
