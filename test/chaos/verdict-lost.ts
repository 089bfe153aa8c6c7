/* Nothing is lost: whatever was taken is worked on and answered. Part of the verdict: nothing of src. */
import { isLateCard } from "./verdict-cards.ts";
import type { Attempt, Finding, PersonStory, Story, StoryEvent } from "./verdict-story.ts";
import { TAKEOVERS_MS, type Times, timesOf } from "./verdict-times.ts";

/** How many processed events a session remembers; later than all of them an old command is not meant any more. */
const REMEMBERED = 20;

/**
 * What became of the answer to an event. `later`: with a later reply; `ambiguous`: LINE left the service without a
 * word about it; `died`: whoever worked on it was killed and the token's minute was over before the next one came;
 * `crossed`: delivered twice, it was in two hands at once when LINE said that the token was gone, and neither can tell
 * whether the other used it; `late`: nobody could work on it before the minute was over, it went with a later reply; `silent`: an old event
 * nothing is said to; `lost`: none of it, which must not be.
 */
export type Fate = "answered" | "later" | "ambiguous" | "died" | "crossed" | "late" | "silent" | "lost";

/** Every event taken for certain that could be answered, and what became of its answer. */
export function fatesOf(story: Story): ReadonlyMap<StoryEvent, Fate> {
  const times = timesOf(story.entries);
  const fates = new Map<StoryEvent, Fate>();
  for (const person of story.people) {
    const isDue = ({ takenAt, token }: StoryEvent) => takenAt !== null && token !== undefined;
    for (const event of person.events.filter(isDue)) fates.set(event, fateOf(event, person, times));
  }
  return fates;
}

/** Events whose answer is nowhere. */
export function findLostAnswers(fates: ReadonlyMap<StoryEvent, Fate>): readonly Finding[] {
  return [...fates].flatMap(([{ person, id, data, text, calls }, fate]) => {
    if (fate !== "lost") return [];
    const tries = calls.map(({ status, reason }) => `${status} ${reason ?? ""}`.trim()).join(", ");
    const what = `event ${id} (${data ?? text ?? "follow"}) was never answered; calls: ${tries || "none"}`;
    return [{ person, rule: "nothing lost", what }];
  });
}

function fateOf(event: StoryEvent, person: PersonStory, times: Times): Fate {
  const calls = event.calls.filter(({ messages }) => !isLateCard(messages));
  if (calls.some(({ accepted }) => accepted)) return "answered";
  const tries = [...calls, ...event.refused.filter(({ messages }) => !isLateCard(messages))];
  if (tries.length > 0) return fateOfTried(event, tries, person, times);
  const spent = event.calls.find(({ accepted }) => accepted);
  if (spent) return person.calls.some(({ at, accepted }) => accepted && at > spent.at) ? "later" : "lost";
  if (isLongPast(event, person)) return "silent";
  if (event.open.length > 0) return "ambiguous";
  return times.couldBeTooLate(event) ? "late" : "lost";
}

function fateOfTried(event: StoryEvent, tries: readonly Attempt[], person: PersonStory, times: Times): Fate {
  const said = person.calls.filter(({ accepted }) => accepted);
  if (tries.some((one) => isIn(said, one))) return "later";
  // After a failure of LINE's own nobody knows whether a token that is refused then was used.
  const open = person.events.flatMap((other) => other.open);
  if (event.open.length > 0 || tries.some((one) => isIn([...said, ...open], one))) return "ambiguous";
  if (times.isInterrupted(event) || tries.some((one) => isWithDead(one, event, person, times))) return "died";
  return isCrossed(event) ? "crossed" : "lost";
}

/** Two processes had it in hand at the same time, and all that LINE said to either is that the token was gone. */
function isCrossed({ holds, calls }: StoryEvent): boolean {
  const isGone = calls.length > 1 && calls.every(({ reason }) => reason === "invalid_reply_token");
  const isShared = holds.some((one) =>
    holds.some((other) => other.pid !== one.pid && other.from < one.to && one.from < other.to),
  );
  return isGone && isShared;
}

/** Whether these calls, and none earlier, have all the messages of a try. */
function isIn(calls: readonly Attempt[], { at, messages }: Attempt): boolean {
  const said = calls.filter((call) => call.at >= at).flatMap((call) => call.messages);
  const words = new Set(said.map((message) => JSON.stringify(message)));
  return messages.length > 0 && messages.every((message) => words.has(JSON.stringify(message)));
}

/** Whether a later event, whose answer this one was to lead, was in hand of somebody who died, and not answered. */
function isWithDead({ at }: Attempt, event: StoryEvent, { events }: PersonStory, times: Times): boolean {
  return events.some(
    (other) =>
      other !== event &&
      !other.calls.some(({ accepted }) => accepted) &&
      times.isInterrupted({ ...other, holds: other.holds.filter(({ to }) => to >= at) }),
  );
}

/** Whether so many later ones may have been processed before it that it was older than all that are remembered. */
function isLongPast({ timestamp, takenAt }: StoryEvent, { events }: PersonStory): boolean {
  const atLast = (takenAt ?? 0) + TAKEOVERS_MS;
  const later = events.filter((other) => other.timestamp > timestamp && other.sentAt < atLast);
  return later.length >= REMEMBERED;
}

/** What a session remembers of the events it was led through. */
export interface Remembered {
  readonly person: string;
  /** Ids of the latest processed, oldest first. */
  readonly recent: readonly string[];
}

/**
 * Whatever was taken must be among the events the session was led through that happened last, unless so many others
 * happened after it that it is forgotten by now.
 */
export function findUnprocessed(story: Story, sessions: readonly Remembered[]): readonly Finding[] {
  const recentOf = new Map(sessions.map(({ person, recent }) => [person, recent]));
  return story.people.flatMap((person) => {
    const recent = recentOf.get(person.person) ?? [];
    return person.events.flatMap((event) => {
      if (event.takenAt === null || recent.includes(event.id)) return [];
      if (person.events.filter((other) => isLater(other, event)).length >= REMEMBERED) return [];
      const what = `event ${event.id} (${event.data ?? event.text ?? event.type}) was taken and never processed`;
      return [{ person: person.person, rule: "everything processed", what }];
    });
  });
}

function isLater(one: StoryEvent, other: StoryEvent): boolean {
  return one.timestamp === other.timestamp ? one.id > other.id : one.timestamp > other.timestamp;
}
