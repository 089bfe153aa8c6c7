import type { PersonEvent } from "../core/conversation/event.ts";
import { inquiryOf } from "../core/conversation/inquiry-of.ts";
import type { Session } from "../core/conversation/session.ts";
import type { Host } from "./host.ts";
import { UnavailableError } from "./ports.ts";

/**
 * The event with what its turn has to know. The conversation goes on while the records are away: then the event
 * says that nothing is known.
 */
export async function knowEvent(event: PersonEvent, session: Session, host: Host): Promise<PersonEvent> {
  const membership = await unlessAway(() => host.lookUp.membership(event.personId));
  const known = { ...event, membership };
  const inquiry = inquiryOf(session, known, host.content);
  if (inquiry === undefined) return known;
  // An inquiry is made on behalf of somebody: a link to a page, for one, is good for that member only.
  if (membership === undefined) return { ...known, finding: { type: "unavailable" } };
  const asker = { personId: event.personId, eventId: event.id, membership };
  const finding = await unlessAway(() => host.lookUp.find(inquiry, asker));
  return { ...known, finding: finding ?? { type: "unavailable" } };
}

async function unlessAway<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}
