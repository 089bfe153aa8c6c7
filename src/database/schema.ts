import type { Generated, Kysely } from "kysely";
import type { Assessment } from "../core/assessment/assessment.ts";
import type { AssessmentStatus } from "../core/conversation/effect.ts";
import type { WebPage } from "../core/conversation/inquiry.ts";
import type { RoleSource } from "../core/conversation/session.ts";
import type { Group, Stage } from "../core/framework/framework.ts";
import type { Language } from "../core/language.ts";
import type { MemberRole } from "../core/people/member.ts";
import type {
  LeftOut,
  PauseReason,
  ReminderRefusal,
  ReminderText,
  RunState,
} from "../core/reminder/reminder.ts";
import type { AuditAction } from "../runner/directory.ts";

/** A person, as of `revision` of their session. */
export interface PersonTable {
  person_id: string;
  language: Language;
  /** 0 or 1. */
  plain_text: number;
  /** 0 or 1. */
  reachable: number;
  stage: Stage | null;
  group_name: Group | null;
  role_source: RoleSource | null;
  notice_version: string | null;
  /** Epoch ms. */
  notice_accepted_at: number | null;
  /** `"always"` or the id of a round; null for no such wish. */
  reminders_stopped_for: string | null;
  /** Epoch ms. */
  reminders_snoozed_until: number | null;
  /** Epoch ms. */
  reminders_changed_at: number | null;
  /** Epoch ms; since when the account is blocked, null when it is not. */
  blocked_at: number | null;
  revision: number;
  /** Epoch ms. */
  updated_at: number;
}

/** Which versions of the privacy notice a person accepted; written once, never changed. */
interface NoticeAcceptanceTable {
  person_id: string;
  version: string;
  /** Epoch ms. */
  accepted_at: number;
}

/** An assessment, as of `revision` of the person's session. */
export interface AssessmentTable {
  id: string;
  person_id: string;
  kind: Assessment["kind"];
  status: AssessmentStatus;
  stage: Stage;
  group_name: Group;
  framework_version: string;
  questionnaire_version: string;
  /** Epoch ms. */
  started_at: number;
  /** Epoch ms. */
  completed_at: number | null;
  /** How many of its items have a rating. */
  answered: number;
  item_count: number;
  /** JSON: items, ratings and standings of the assessment. */
  answers: string;
  /** JSON of an AssessmentResult. */
  result: string | null;
  /** JSON `{ [dimension]: [own, required] }`; what summaries are computed from (jsonb in PostgreSQL). */
  dimension_sums: string | null;
  revision: number;
  /** Epoch ms. */
  updated_at: number;
}

/** An organisation. */
export interface OrganisationTable {
  id: string;
  name_th: string;
  name_en: string;
  stage: Stage;
  controller_th: string;
  controller_en: string;
  contact: string;
  /** 3 to 10. */
  threshold: number;
  /** Grows with every change of its units and people. */
  roster_revision: Generated<number>;
  /** Messages a month the organisation may send by itself; null for no limit of its own. */
  monthly_messages: number | null;
  /** Epoch ms. */
  created_at: number;
}

/** A unit of an organisation. */
export interface OrgUnitTable {
  organisation: string;
  id: string;
  parent: string | null;
  name: string;
}

/** A person of an organisation. */
export interface MemberTable {
  id: string;
  organisation: string;
  staff_number: string;
  name: string;
  email: string | null;
  unit: string;
  group_name: Group | null;
  role: MemberRole;
  /** 0 or 1. */
  active: number;
  /** Epoch ms. */
  updated_at: number;
}

/** Which units a member manages. */
export interface MemberManagesTable {
  member: string;
  unit: string;
}

/** A campaign of an organisation. */
export interface RoundTable {
  organisation: string;
  id: string;
  name: string;
  /** Epoch ms. */
  opens_at: number;
  /** Epoch ms; null when it has no end yet. */
  closes_at: number | null;
  state: "planned" | "open" | "closed";
  /** JSON of an Audience; null for everybody. */
  audience: string | null;
  /** Version of the questionnaire; null for the current one. */
  questionnaire: string | null;
}

/** A step of reminding in a round; see core/reminder/reminder.ts. */
export interface ReminderRunTable {
  id: string;
  organisation: string;
  round: string;
  step: string;
  /** "" for the whole organisation. */
  unit: string;
  notice_version: string;
  state: RunState;
  pause_reason: PauseReason | null;
  refusal: ReminderRefusal | null;
  started_by: string;
  /** LINE account that gets the report. */
  reporter: string | null;
  /** Epoch ms. */
  created_at: number;
  /** Epoch ms. */
  starts_at: number;
  /** Epoch ms. */
  ended_at: number | null;
  /** `YYYY-MM`: the month its messages are reserved in. */
  period: string;
  min_gap_days: number;
  most_per_round: number;
  planned: number;
  sent: Generated<number>;
  unknown: Generated<number>;
  refused: Generated<number>;
  /** JSON: number by reason. */
  skipped: Generated<string>;
  /** JSON: number by reason. */
  left_out: Generated<string>;
  stage: Generated<number>;
  stages: Generated<number>;
  /** The stage it was last paused after because too many were refused; 0 for none. */
  trouble_stage: Generated<number>;
  seen: number | null;
}

/** A message of a run to one person. */
export interface ReminderTable {
  organisation: string;
  round: string;
  /** "" for the report to whoever started the run. */
  member: string;
  step: string;
  run: string;
  /** LINE account; "" once the person has erased their data. */
  person_id: string;
  kind: "reminder" | "report";
  /** `sending` is claimed; the last four are final. */
  state: "due" | "sending" | "sent" | "skipped" | "refused" | "unknown";
  /** Why it was skipped. */
  reason: LeftOut | "stopped" | null;
  text: ReminderText | "report" | null;
  /** UUID; stored before the first attempt. */
  retry_key: string | null;
  /** JSON of LINE's messages, from before the first attempt that may have arrived until it is settled. */
  body: string | null;
  stage: number;
  /** Epoch ms; of one that is claimed the end of the claim, so that the earliest are those to be taken. */
  due_at: number;
  attempts: Generated<number>;
  /** Epoch ms; the first attempt that may have arrived. */
  first_attempt_at: number | null;
  /** The claim of that attempt, until it is settled. */
  tried_by: string | null;
  /** Of one claim. */
  claimed_by: string | null;
  /** Epoch ms. */
  claimed_until: number | null;
  /** Epoch ms. */
  settled_at: number | null;
}

/** Messages of a month; the organisation "" is the whole account. */
export interface MessageBudgetTable {
  /** `YYYY-MM`. */
  period: string;
  organisation: string;
  reserved: Generated<number>;
  sent: Generated<number>;
}

/** At most one row, of id 1: while it is there nothing is sent. */
export interface SendingStopTable {
  id: number;
  /** Epoch ms. */
  stopped_at: number;
  by: string;
}

/** When reminders of a round go out by themselves. */
export interface ReminderScheduleTable {
  organisation: string;
  round: string;
  id: string;
  /** JSON of a ScheduleRule. */
  rule: string;
  actor: string;
  reporter: string | null;
  /** Epoch ms. */
  since: number;
}

/** Which LINE account belongs to which member. */
export interface AccountLinkTable {
  person_id: string;
  organisation: string;
  member: string;
  /** Epoch ms. */
  linked_at: number;
  /** Epoch ms; when they said "not now" to the notice, null when they did not or accepted since. */
  declined_at: number | null;
}

/** The one code a member may link an account with. */
export interface LinkCodeTable {
  /** SHA-256 of the code, hex. */
  code_hash: string;
  organisation: string;
  member: string;
  /** Epoch ms. */
  created_at: number;
  /** Epoch ms. */
  expires_at: number;
  /** Epoch ms; null until it is used. Who used it is in account_link as long as the link stands. */
  used_at: number | null;
}

/** A wrong code, once an event. */
export interface CodeAttemptTable {
  person_id: string;
  event_id: string;
  /** Epoch ms. */
  at: number;
  /** What it was answered with; 0 locked the account out from then on. */
  tries_left: number;
}

/** What counts of a person in a round: the latest completed assessment, where they belonged when it was given. */
export interface ResponseTable {
  organisation: string;
  round: string;
  member: string;
  person_id: string;
  assessment: string;
  /** Epoch ms. */
  completed_at: number;
  stage: Stage;
  group_name: Group;
  unit: string;
  framework_version: string;
  /** See core/team/level-string.ts. */
  levels: string;
  revision: number;
}

/** A link that can be opened once, and the browser session it opened. */
export interface OneTimeLinkTable {
  /** SHA-256, hex. */
  token_hash: string;
  page: WebPage;
  person_id: string;
  member: string | null;
  organisation: string | null;
  /** Epoch ms. */
  expires_at: number;
  /** Epoch ms; null until it is opened. */
  opened_at: number | null;
  /** SHA-256, hex. */
  session_hash: string | null;
}

/** Somebody whose data were erased. */
export interface ErasureTable {
  /** SHA-256 of the person's id, hex. */
  person_hash: string;
  /** Epoch ms. */
  at: number;
  /** Nothing saved with this revision of the session or an older one counts. */
  revision: number;
}

/** An attempt at a snapshot; what carries its number counts once it is published, and never before. */
export interface SnapshotRunTable {
  organisation: string;
  round: string;
  /** Grows with every attempt. */
  number: number;
  /** Epoch ms. */
  started_at: number;
  /** At most one of a round is running; what an abandoned one left is removed. */
  state: "running" | "published" | "abandoned" | "removed";
  /** JSON list: "" for completion, then the items; marks name them by their places in it. */
  quantities: string;
}

/** The latest snapshot of an organisation's round. */
export interface TeamSnapshotTable {
  organisation: string;
  round: string;
  /** Of its run; figures of another number do not count. */
  number: number;
  /** Epoch ms. */
  taken_at: number;
  min_people: number;
  /** 0 or 1: whether the round was closed when it was taken. */
  was_closed: number;
}

/** What a snapshot says of a unit; the whole organisation is "". */
export interface TeamFiguresTable {
  organisation: string;
  round: string;
  unit: string;
  number: number;
  /** JSON `{ figures: TeamFigures, groups?: { [group]: TeamFigures } }`. */
  figures: string;
}

/** All cells one snapshot formed at one unit and for one staff group. */
export interface CellPoolTable {
  organisation: string;
  round: string;
  number: number;
  unit: string;
  /** The staff group of everybody in them; "" for several. */
  group_name: Group | "";
  /** JSON: by item ("" for completion) the text of its cells, see core/team/cell-text.ts. */
  tallies: string;
}

/** The cells a member was put in by one snapshot. It holds no answers. */
export interface CellMarkTable {
  organisation: string;
  round: string;
  member: string;
  number: number;
  /** 0 or 1: whether there was a response of theirs. */
  answered: number;
  /** JSON of PoolMark[], see core/team/cell-text.ts. */
  cells: string;
}

/** A member whose response was erased since the latest snapshot. */
export interface CellErasureTable {
  organisation: string;
  round: string;
  member: string;
  /** How often: what comes while a snapshot is taken must not be taken for what it has dealt with. */
  times: number;
}

/** Who did what with other people's data; entries are never changed. */
export interface AuditLogTable {
  id: Generated<number>;
  /** Epoch ms. */
  at: number;
  actor: string;
  action: AuditAction;
  organisation: string | null;
  subject: string | null;
  /** JSON object. */
  detail: string;
  /** Of the event in the chat it comes from; unique where there is one. */
  event_id: string | null;
}

/** A session of the embedded set-up. */
interface SessionTable {
  person_id: string;
  revision: number;
  /** JSON of a StoredSession. */
  value: string;
  /** Epoch ms; from then on it counts as gone. */
  expires_at: number;
}

/** An event of the embedded set-up's inbox that is not done yet. */
export interface InboxTable {
  entry_id: Generated<number>;
  /** JSON of an InboundEvent. */
  event: string;
  /** Epoch ms. */
  received_at: number;
  /** Of the message it carries, if any. */
  message_id: string | null;
  failures: number;
  /** 0 when new, the instant it may be claimed again (epoch ms) when released, null while claimed. */
  ready_at: number | null;
  /** Epoch ms, null unless claimed. */
  claimed_at: number | null;
}

/** An event of the embedded set-up's inbox that failed for good. */
interface DeadLetterTable {
  entry_id: number;
  event: string;
  received_at: number;
  message_id: string | null;
  reason: string;
  /** Epoch ms. */
  dead_at: number;
}

/**
 * Every table but the embedded set-up's `job`, which its job runner describes. The last three exist in the
 * embedded SQLite only.
 */
export interface DatabaseSchema {
  person: PersonTable;
  notice_acceptance: NoticeAcceptanceTable;
  assessment: AssessmentTable;
  organisation: OrganisationTable;
  org_unit: OrgUnitTable;
  member: MemberTable;
  member_manages: MemberManagesTable;
  round: RoundTable;
  reminder_run: ReminderRunTable;
  reminder: ReminderTable;
  message_budget: MessageBudgetTable;
  sending_stop: SendingStopTable;
  reminder_schedule: ReminderScheduleTable;
  account_link: AccountLinkTable;
  link_code: LinkCodeTable;
  code_attempt: CodeAttemptTable;
  response: ResponseTable;
  one_time_link: OneTimeLinkTable;
  erasure: ErasureTable;
  snapshot_run: SnapshotRunTable;
  team_snapshot: TeamSnapshotTable;
  team_figures: TeamFiguresTable;
  cell_pool: CellPoolTable;
  cell_mark: CellMarkTable;
  cell_erasure: CellErasureTable;
  audit_log: AuditLogTable;
  session: SessionTable;
  inbox: InboxTable;
  dead_letter: DeadLetterTable;
}

/** An open database, SQLite or PostgreSQL; `destroy()` closes it. */
export type Database = Kysely<DatabaseSchema>;
