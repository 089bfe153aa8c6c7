import { migrateSession } from "../core/conversation/migrate-session.ts";
import { newSession } from "../core/conversation/new-session.ts";
import { rebuildSession } from "../core/conversation/rebuild-session.ts";
import type { Host } from "./host.ts";
import { type PendingTurn, type StoredSession, UnavailableError } from "./ports.ts";

/** A session together with the revision a commit has to expect (0 = nothing stored). */
export interface LoadedSession {
  readonly expectedRevision: number;
  readonly stored: StoredSession;
}

/** What loading needs of a host. */
export type LoadingHost = Pick<Host, "sessions" | "records" | "clock" | "log">;

/** What stands around a session, readable even when the session itself is not. */
type Envelope = Omit<StoredSession, "session"> & { readonly session?: unknown };

/**
 * The person's session: as stored, brought to the current shape, rebuilt from the records when it was
 * lost or cannot be read, or new. Throws UnavailableError.
 */
export async function loadSession(personId: string, host: LoadingHost): Promise<LoadedSession> {
  const raw = await host.sessions.load(personId);
  const envelope = readEnvelope(raw);
  const session = migrateSession(envelope?.session);
  if (envelope && session) return { expectedRevision: envelope.revision, stored: { ...envelope, session } };
  if (raw !== undefined) host.log.warn({}, "stored session cannot be read; rebuilt from the records");
  const stored = await rebuild(personId, envelope, host);
  // Without a revision nothing could ever be stored over it.
  if (raw !== undefined && envelope === undefined) await host.sessions.remove(personId);
  return { expectedRevision: envelope?.revision ?? 0, stored };
}

function readEnvelope(raw: unknown): Envelope | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const { revision, recentEvents, pending } = raw as Partial<StoredSession>;
  if (revision === undefined || !Number.isSafeInteger(revision) || revision < 1) return undefined;
  return {
    ...raw,
    revision,
    recentEvents: Array.isArray(recentEvents) ? recentEvents : [],
    pending: Array.isArray(pending) ? pending.filter(isTurn) : [],
  };
}

function isTurn(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { messages, effects } = value as Partial<PendingTurn>;
  return Array.isArray(messages) && Array.isArray(effects);
}

/**
 * Revisions go on from the records' and from an erasure, so that what is saved next is not taken for something
 * older. Which events were processed and what is still to be said is kept where it can be read.
 */
async function rebuild(
  personId: string,
  envelope: Envelope | undefined,
  host: LoadingHost,
): Promise<StoredSession> {
  const { revision = 0, recentEvents = [], pending = [] } = envelope ?? {};
  await applyPending(personId, pending, host);
  const known = await host.records.loadPerson(personId);
  const saved = known
    ? [known.person.revision, ...known.assessments.map((assessment) => assessment.revision)]
    : [];
  // After what was saved: it may be erased in between.
  const erased = await host.records.erasedUpTo(personId);
  const session = known ? rebuildSession(personId, known.person, known.assessments) : newSession(personId);
  return { revision: Math.max(revision, erased, ...saved), session, recentEvents, pending };
}

/** What has not reached the records yet would be missing from what is rebuilt of them. */
async function applyPending(
  personId: string,
  pending: StoredSession["pending"],
  host: LoadingHost,
): Promise<void> {
  for (const { revision, effects } of pending) {
    if (effects.length === 0) continue;
    try {
      await host.records.apply(personId, revision, effects, host.clock.now());
    } catch (error) {
      if (error instanceof UnavailableError) throw error;
      host.log.warn({}, "effects of an unreadable session cannot be applied");
    }
  }
}
