/**
 * What this process knows of an event it works on beyond what is stored. It is lost with the process, which
 * is safe: then the reply token alone says whether the answer was sent.
 */
export interface EventMemory {
  /** Nothing of the answer is stored; it may be stored; it is, and may have been sent. */
  progress: "none" | "committing" | "sending";
  loadingShown: boolean;
  /** `delivered` means: the reply token is used, and the answer itself was not sent before. */
  lateCard: "none" | "tried" | "delivered";
}

/** The memory of an event just claimed. */
export function blankMemory(): EventMemory {
  return { progress: "none", loadingShown: false, lateCard: "none" };
}

/** More events than one process works on within a minute, so that nothing grows for ever. */
const MOST_MEMORIES = 10_000;

/** Memories of the events this process had to put back, by event id. */
export class EventMemories {
  readonly #byEvent = new Map<string, EventMemory>();

  /** The memory of an event, blank when there is none. */
  of(eventId: string): EventMemory {
    const known = this.#byEvent.get(eventId) ?? blankMemory();
    this.#byEvent.set(eventId, known);
    if (this.#byEvent.size > MOST_MEMORIES) this.#forgetOldest();
    return known;
  }

  forget(eventId: string): void {
    this.#byEvent.delete(eventId);
  }

  #forgetOldest(): void {
    const [oldest] = this.#byEvent.keys();
    if (oldest !== undefined) this.#byEvent.delete(oldest);
  }
}
