import { z } from "zod";
import { GROUPS, STAGES } from "../core/framework/framework.ts";
import { LANGUAGES } from "../core/language.ts";
import { count, flag, instant, key, revision } from "./backup-columns.ts";
import { peopleRowSchemas } from "./backup-people.ts";
import { reminderRowSchemas } from "./backup-reminders.ts";
import { roundRowSchemas } from "./backup-rounds.ts";

/** First word of every backup file. */
export const BACKUP_FORMAT = "thaksa-backup";
/** Of the format described in docs/adr/0003-backup-format.md. */
export const BACKUP_VERSION = 1;

const person = z.strictObject({
  person_id: key,
  language: z.enum(LANGUAGES),
  plain_text: flag,
  reachable: flag,
  stage: z.enum(STAGES).nullable(),
  group_name: z.enum(GROUPS).nullable(),
  role_source: z.enum(["asked", "tree", "roster"]).nullable(),
  notice_version: z.string().nullable(),
  notice_accepted_at: instant.nullable(),
  /** Older files have none of these four. */
  reminders_stopped_for: key.nullable().default(null),
  reminders_snoozed_until: instant.nullable().default(null),
  reminders_changed_at: instant.nullable().default(null),
  blocked_at: instant.nullable().default(null),
  revision,
  updated_at: instant,
});

const noticeAcceptance = z.strictObject({ person_id: key, version: key, accepted_at: instant });

const level = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);
const rating = z.union([level, z.enum(["not_applicable", "prefer_not"])]);
const answerOf = <T extends z.ZodType>(value: T) => z.tuple([value, instant, z.string()]);

/** JSON inside a row keeps what a later version may have added: it is stored as it came. */
const answers = z.looseObject({
  items: z.array(key),
  ratings: z.record(key, answerOf(rating)),
  standings: z.record(key, answerOf(z.enum(["have", "partly", "not_yet"]))),
  countsIn: z.strictObject({ organisation: key, member: key, round: key }).optional(),
});
const match = { own: count, required: count, percent: z.number().nullable() };
const result = z.looseObject({
  match: z.looseObject(match),
  dimensions: z.array(z.looseObject({ dimension: key, ...match })),
  gaps: z.array(z.looseObject({ unit: key, level: count, gap: count })),
  suggestions: z.array(z.looseObject({ topic: key, score: count, units: z.array(key) })),
});

const assessment = z.strictObject({
  id: key,
  person_id: key,
  kind: z.enum(["full", "quick"]),
  status: z.enum(["in_progress", "completed", "abandoned"]),
  stage: z.enum(STAGES),
  group_name: z.enum(GROUPS),
  framework_version: key,
  questionnaire_version: key,
  started_at: instant,
  completed_at: instant.nullable(),
  answered: count,
  item_count: count,
  answers,
  result: result.nullable(),
  dimension_sums: z.record(key, z.tuple([count, count])).nullable(),
  revision,
  updated_at: instant,
});

/** A line that holds a row, under the names of its table and columns; JSON columns are JSON here too. */
export const backupRowSchema = z.discriminatedUnion("table", [
  z.strictObject({ table: z.literal("person"), row: person }),
  z.strictObject({ table: z.literal("notice_acceptance"), row: noticeAcceptance }),
  z.strictObject({ table: z.literal("assessment"), row: assessment }),
  ...peopleRowSchemas,
  ...roundRowSchemas,
  ...reminderRowSchemas,
]);

/** @see backupRowSchema */
export type BackupRow = z.infer<typeof backupRowSchema>;

/** The tables that are backed up. */
export type RecordTable = BackupRow["table"];

/** How many rows, by table. */
export type RecordCounts = Record<RecordTable, number>;

/** No rows yet. */
export function noRows(): RecordCounts {
  return {
    person: 0,
    notice_acceptance: 0,
    assessment: 0,
    organisation: 0,
    org_unit: 0,
    member: 0,
    member_manages: 0,
    round: 0,
    account_link: 0,
    link_code: 0,
    response: 0,
    erasure: 0,
    snapshot_run: 0,
    team_snapshot: 0,
    team_figures: 0,
    cell_pool: 0,
    cell_mark: 0,
    cell_erasure: 0,
    reminder_run: 0,
    reminder: 0,
    reminder_schedule: 0,
    message_budget: 0,
    sending_stop: 0,
    audit_log: 0,
  };
}

/** In the order of the file: what others refer to comes first. */
export const RECORD_TABLES = Object.keys(noRows()) as readonly RecordTable[];

/** The first line. */
export const backupHeaderSchema = z.object({
  format: z.literal(BACKUP_FORMAT),
  version: z.literal(BACKUP_VERSION),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  /** Those the database had when it was backed up. */
  migrations: z.array(z.string()),
});

/** @see backupHeaderSchema */
export type BackupHeader = z.infer<typeof backupHeaderSchema>;

/** The last line; a file without it is cut off. */
export const backupEndSchema = z.strictObject({
  end: z.literal(true),
  /** Older files do not count what was not there yet: organisations, links, responses and the like. */
  counts: z.strictObject(Object.fromEntries(RECORD_TABLES.map((table) => [table, count.default(0)]))),
  /** Of all bytes before this line, in hex. */
  sha256: z.string(),
});

/** Where a value is not as the schema wants it, by name; never the value. */
export function whereWrong(error: z.ZodError): string {
  const path = error.issues[0]?.path.filter((step) => step !== "row") ?? [];
  return path.length === 0 ? "its shape" : path.map(String).join(".");
}
