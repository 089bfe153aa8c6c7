import { z } from "zod";
import {
  LEFT_OUT,
  PAUSE_REASONS,
  REMINDER_REFUSALS,
  REMINDER_TEXTS,
  RUN_STATES,
} from "../core/reminder/reminder.ts";
import { count, instant, key } from "./backup-columns.ts";

/** `YYYY-MM`. */
const month = z.string().regex(/^\d{4}-\d{2}$/u);
const reason = z.enum([...LEFT_OUT, "stopped"]);
const refusal = z.enum(REMINDER_REFUSALS);
/** A later version may know more reasons. */
const byReason = z.record(z.string(), count);

/** The whole organisation is the unit "". */
const reminderRun = z.strictObject({
  id: key,
  organisation: key,
  round: key,
  step: key,
  unit: z.string(),
  notice_version: z.string(),
  state: z.enum(RUN_STATES),
  pause_reason: z.enum(PAUSE_REASONS).nullable(),
  refusal: refusal.nullable(),
  started_by: key,
  reporter: key.nullable(),
  created_at: instant,
  starts_at: instant,
  ended_at: instant.nullable(),
  period: month,
  min_gap_days: count,
  most_per_round: count,
  planned: count,
  sent: count,
  unknown: count,
  refused: count,
  skipped: byReason,
  left_out: byReason,
  stage: count,
  stages: count,
  trouble_stage: count,
  seen: count.nullable(),
});

/** A report is for the member "", and who erased their data has the account "". */
const reminder = z.strictObject({
  organisation: key,
  round: key,
  member: z.string(),
  step: key,
  run: key,
  person_id: z.string(),
  kind: z.enum(["reminder", "report"]),
  state: z.enum(["due", "sending", "sent", "skipped", "refused", "unknown"]),
  reason: reason.nullable(),
  text: z.enum([...REMINDER_TEXTS, "report"]).nullable(),
  retry_key: key.nullable(),
  body: z.string().nullable(),
  stage: count,
  due_at: instant,
  attempts: count,
  first_attempt_at: instant.nullable(),
  tried_by: key.nullable(),
  claimed_by: key.nullable(),
  claimed_until: instant.nullable(),
  settled_at: instant.nullable(),
});

const reminderSchedule = z.strictObject({
  organisation: key,
  round: key,
  id: key,
  rule: z.looseObject({ type: z.enum(["after_opening", "before_closing", "cron"]) }),
  actor: key,
  reporter: key.nullable(),
  since: instant,
});

/** The whole account is the organisation "". */
const messageBudget = z.strictObject({
  period: month,
  organisation: z.string(),
  reserved: z.int(),
  sent: count,
});

const sendingStop = z.strictObject({ id: z.int(), stopped_at: instant, by: key });

/** Lines that hold a row of what is sent: runs, their ledger, rules, a month's messages and the stop. */
export const reminderRowSchemas = [
  z.strictObject({ table: z.literal("reminder_run"), row: reminderRun }),
  z.strictObject({ table: z.literal("reminder"), row: reminder }),
  z.strictObject({ table: z.literal("reminder_schedule"), row: reminderSchedule }),
  z.strictObject({ table: z.literal("message_budget"), row: messageBudget }),
  z.strictObject({ table: z.literal("sending_stop"), row: sendingStop }),
] as const;
