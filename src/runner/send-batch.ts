import { isSendingTime } from "../core/reminder/reminder-policy.ts";
import { BatchSettling } from "./batch-settling.ts";
import { inSendingHours, outcomeOf, type PushResult, type SendingTimes } from "./next-attempt.ts";
import type { Clock } from "./ports.ts";
import { type PrepareParts, type ReadyReminder, readyReminder } from "./prepare-batch.ts";
import type { PushPump } from "./push-pump.ts";
import type { ReminderLedger } from "./reminders.ts";
import { untilReachable } from "./until-reachable.ts";

/** Messages that were claimed together. */
export interface ClaimedBatch {
  readonly token: string;
  readonly reminders: Awaited<ReturnType<ReminderLedger["claim"]>>["reminders"];
  /** When it was claimed, epoch ms. */
  readonly at: number;
  readonly leaseMs: number;
}

/** What sending a batch needs. */
export interface SendBatchParts extends PrepareParts, SendingTimes {
  readonly ledger: Pick<ReminderLedger, "runOf" | "prepare" | "settle">;
  readonly clock: Clock;
  readonly pump: Pick<PushPump, "push">;
  /** What a call to LINE may take, ms. */
  readonly timeoutMs: number;
  /** Everything is decided and durable: what is left is pushing and settling. */
  readonly onReady: () => void;
  /** LINE says that the month's messages are used up. */
  readonly onQuota: () => void;
  /** Whether there is still time to wait for a store that is away. */
  readonly mayWait: () => boolean;
}

/** A paused or stopped run sends nothing more after so long. */
const PUSH_WITHIN_MS = 5_000;
/** Of the lease, for settling, and for clocks that do not agree. */
const MARGIN_MS = 3_000;

/**
 * Decides about the messages of a batch, stores what goes out before the first attempt, pushes and settles. What
 * the lease leaves no time for goes back to the ledger.
 *
 * @throws UnavailableError when a store was away for longer than the lease: whoever claims next goes on
 */
export async function sendBatch(batch: ClaimedBatch, parts: SendBatchParts): Promise<void> {
  const { ledger, clock } = parts;
  const lease = leaseOf(batch, clock);
  const mayGoOn = () => lease.leftMs() > 0 && parts.mayWait();
  const settling = new BatchSettling(batch.token, { ledger, now: () => clock.now(), mayGoOn });
  const mayPush = () => lease.leftMs() > parts.timeoutMs + MARGIN_MS;
  const ready = await prepareAll(batch, settling, mayPush, parts);
  parts.onReady();
  const lastAt = performance.now() + PUSH_WITHIN_MS;
  const mayStart = () =>
    performance.now() < lastAt && mayPush() && isSendingTime(clock.now(), parts.rules, parts.calendar);
  await settling.while(Promise.all(ready.map((one) => pushOne(one, mayStart, settling, parts))));
}

/** Those that go out now, durable; about the others it is noted what becomes of them. */
async function prepareAll(
  { token, reminders, at }: ClaimedBatch,
  settling: BatchSettling,
  mayGoOn: () => boolean,
  parts: SendBatchParts,
): Promise<readonly ReadyReminder[]> {
  const ready = new Map<string, ReadyReminder>();
  const judged = await Promise.all(
    reminders.map((one) => untilReachable(() => readyReminder(one, at, parts), mayGoOn)),
  );
  for (const one of judged) {
    if ("outcome" in one) settling.note(one, inSendingHours(one.outcome, parts));
    else ready.set(keyOf(one), one);
  }
  if (ready.size === 0) return [];
  const prepared = [...ready.values()].map(({ run, member, prepared }) => ({ run, member, ...prepared }));
  const kept = await untilReachable(() => parts.ledger.prepare(token, prepared, parts.clock.now()), mayGoOn);
  return kept.flatMap((key) => ready.get(keyOf(key)) ?? []);
}

function keyOf({ run, member }: { readonly run: string; readonly member: string }): string {
  return `${run}:${member}`;
}

async function pushOne(
  reminder: ReadyReminder,
  mayStart: () => boolean,
  settling: BatchSettling,
  { pump, clock, onQuota, rules, calendar }: SendBatchParts,
): Promise<void> {
  const { personId, unitTag, prepared } = reminder;
  const { body, retryKey } = prepared;
  const result: PushResult = await pump.push({ personId, body, retryKey, unitTag }, mayStart);
  if (result === "quota_reached") onQuota();
  const outcome = outcomeOf(result, reminder, clock.now(), Math.random());
  settling.note(reminder, inSendingHours(outcome, { rules, calendar }));
}

/** What is left of a lease, by the clock it was taken with and by one that never stands still. */
function leaseOf({ at, leaseMs }: ClaimedBatch, clock: Clock): { leftMs(): number } {
  const startedAt = performance.now();
  return { leftMs: () => leaseMs - Math.max(performance.now() - startedAt, clock.now() - at) };
}
