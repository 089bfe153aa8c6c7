import type { Content } from "../core/content.ts";
import { reminderMessages, type StoppedAt } from "../core/conversation/views/reminder-views.ts";
import { reportMessages } from "../core/conversation/views/run-views.ts";
import type { ReminderVerdict } from "../core/reminder/reminder.ts";
import { judgeReminder, RETRY_UNTIL_MS } from "../core/reminder/reminder-policy.ts";
import { describeError } from "./describe-error.ts";
import { lastActivity } from "./last-activity.ts";
import type { SendingTimes } from "./next-attempt.ts";
import { type Log, type SessionStore, UnavailableError } from "./ports.ts";
import type { PushSender } from "./push-sender.ts";
import type {
  ClaimedReminder,
  PreparedReminder,
  ReminderKey,
  ReminderLedger,
  ReminderOutcome,
} from "./reminders.ts";
import { retryKeyFor } from "./retry-key.ts";

/** What deciding about messages and writing them needs. */
export interface PrepareParts extends Pick<SendingTimes, "rules"> {
  readonly sessions: Pick<SessionStore, "load">;
  readonly ledger: Pick<ReminderLedger, "runOf">;
  readonly render: PushSender["render"];
  readonly content: Content;
  readonly log: Log;
}

/** A message as it goes out. */
export type ReadyReminder = ClaimedReminder & { readonly prepared: PreparedReminder };

/** A message that does not go out now. */
export type SettledReminder = ReminderKey & { readonly outcome: ReminderOutcome };

/** Whoever starts a run is in the chat that moment; its report does not wait until they have been away for an hour. */
const JUST_HERE: ReminderOutcome = { type: "skipped", reason: "too_soon" };

/** Somebody puts right what keeps a message from being written. */
const MISTAKE_PAUSE_MS = 60 * 60 * 1_000;

/**
 * Decides about a claimed message from what is known at this instant, and writes it. What was stored before goes out
 * as it is: LINE may know it by its retry key.
 *
 * @throws UnavailableError
 */
export async function readyReminder(
  reminder: ClaimedReminder,
  at: number,
  parts: PrepareParts,
): Promise<ReadyReminder | SettledReminder> {
  const { run, member, firstAttemptAt, prepared, isReporter } = reminder;
  const settled = (outcome: ReminderOutcome): SettledReminder => ({ run, member, outcome });
  // LINE would soon take the same retry key for a new message.
  if (firstAttemptAt !== null && at >= firstAttemptAt + RETRY_UNTIL_MS) return settled({ type: "unknown" });
  const verdict = await judge(reminder, at, parts);
  if (verdict.type === "leave_out") {
    const { reason } = verdict;
    return settled(firstAttemptAt === null ? { type: "skipped", reason } : { type: "unknown" });
  }
  if (verdict.type === "later") return settled(isReporter ? JUST_HERE : verdict);
  if (prepared !== null) return { ...reminder, prepared };
  const written = await write(reminder, verdict.text, at, parts);
  return written === undefined
    ? settled({ type: "later", at: at + MISTAKE_PAUSE_MS })
    : { ...reminder, prepared: written };
}

type Verdict =
  | Exclude<ReminderVerdict, { readonly type: "send" }>
  | { readonly type: "send"; readonly text: PreparedReminder["text"] };

async function judge(
  { facts, personId }: ClaimedReminder,
  at: number,
  { sessions, rules, log }: PrepareParts,
): Promise<Verdict> {
  if (facts === null) return { type: "send", text: "report" };
  const lastActiveAt = await lastActivityOf(personId, sessions, log);
  return judgeReminder({ ...facts, lastActiveAt }, rules, at);
}

/** A session that cannot be read holds nobody else up; the conversation builds it anew. */
async function lastActivityOf(
  personId: string,
  sessions: PrepareParts["sessions"],
  log: Log,
): Promise<number | null> {
  try {
    return lastActivity(await sessions.load(personId));
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    log.warn(describeError(error), "a stored session cannot be read");
    return null;
  }
}

/** Undefined when there is nothing that could be shown: a mistake in this program, or in its texts. */
async function write(
  reminder: ClaimedReminder,
  text: PreparedReminder["text"],
  at: number,
  { ledger, content, render, log }: PrepareParts,
): Promise<PreparedReminder | undefined> {
  const { run, member, kind } = reminder;
  const reported = kind === "report" ? await ledger.runOf(run) : undefined;
  try {
    const messages =
      text === "report"
        ? reported && reportMessages({ ...reminder, run: reported, at }, content)
        : reminderMessages(wordsOf(reminder, text, at), content);
    const body = messages && render(messages);
    if (body !== undefined) return { retryKey: await retryKeyFor(`${run}:${member}`), text, body };
    log.error({ run, kind }, "a message cannot be shown: it waits");
  } catch (error) {
    log.error({ run, kind, ...describeError(error) }, "a message cannot be written: it waits");
  }
  return undefined;
}

function wordsOf(
  reminder: ClaimedReminder,
  text: Exclude<PreparedReminder["text"], "report">,
  at: number,
): Parameters<typeof reminderMessages>[0] {
  const { language, plainText, organisationName: organisation, round } = reminder;
  return { text, language, plainText, organisation, round, stoppedAt: whereStopped(reminder), at };
}

/** The first question without an answer; null when nothing is begun, or nothing left open. */
function whereStopped({ stoppedAt }: ClaimedReminder): StoppedAt | null {
  if (stoppedAt === null) return null;
  const { assessment, items } = stoppedAt;
  const rated = new Set(stoppedAt.rated);
  const open = items.filter((item) => !rated.has(item));
  const [item] = open;
  if (item === undefined) return null;
  return { assessment, item, position: items.indexOf(item) + 1, count: items.length, open: open.length };
}
