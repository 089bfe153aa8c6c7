import type { OutgoingMessage } from "../core/conversation/message.ts";
import type { Session } from "../core/conversation/session.ts";
import { RECENT_EVENTS } from "./commit-turn.ts";
import { type LoadedSession, type LoadingHost, loadSession } from "./load-session.ts";
import { type StoredSession, UnavailableError } from "./ports.ts";

/** Something somebody shall read with the next answer they get, which is free. */
export interface LaterNews {
  readonly personId: string;
  /** Names the news: it is told once. */
  readonly eventId: string;
  /** In the language and form the person has chosen. */
  readonly messages: (session: Session) => readonly OutgoingMessage[];
}

const MOST_ATTEMPTS = 20;

/**
 * Puts news into the person's session, where it leads their next reply. It is never pushed. Somebody who has not
 * accepted a notice, or has erased everything, is told nothing. Throws UnavailableError.
 */
export async function tellLater(news: LaterNews, host: LoadingHost): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const loaded = await loadSession(news.personId, host);
    if (loaded.stored.session.notice === null || isTold(news, loaded)) return;
    const next = withNews(loaded.stored, news);
    if (await host.sessions.commit(news.personId, loaded.expectedRevision, next)) return;
  }
  throw new UnavailableError("session under contention");
}

function isTold({ eventId }: LaterNews, { stored }: LoadedSession): boolean {
  const { recentEvents, pending } = stored;
  return recentEvents.some(({ id }) => id === eventId) || pending.some((turn) => turn.eventId === eventId);
}

function withNews(stored: StoredSession, { eventId, messages }: LaterNews): StoredSession {
  const revision = stored.revision + 1;
  const turn = {
    eventId,
    replyToken: null,
    replyUntil: 0,
    messages: messages(stored.session),
    effects: [],
    revision,
    waiting: true,
  };
  // The person did nothing, so the instant of what they did last stays as it is.
  const at = stored.recentEvents.at(-1)?.at ?? 0;
  return {
    ...stored,
    revision,
    recentEvents: [...stored.recentEvents, { id: eventId, at }].slice(-RECENT_EVENTS),
    pending: [...stored.pending, turn],
  };
}
