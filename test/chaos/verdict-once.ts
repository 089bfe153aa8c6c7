/* Nothing is said twice and nothing said is forgotten. Part of the verdict: nothing of src. */
import type { CallEntry } from "./log-entries.ts";
import { isLateCard, isMain, isResult, type Message, questionOn } from "./verdict-cards.ts";
import type { Finding, PersonStory, Story, StoryEvent } from "./verdict-story.ts";

const RULE = "nothing twice";

/** Every reply token and every retry key is good for one message, and whoever answers knows the event. */
export function findTwiceUsed(story: Story): readonly Finding[] {
  const accepted = story.calls.filter((call) => call.accepted);
  const byAddress = Map.groupBy(accepted, ({ endpoint, token, retryKey }) =>
    endpoint === "reply" ? `reply token ${token}` : `retry key ${retryKey}`,
  );
  const twice = [...byAddress].flatMap(([address, calls]) =>
    calls.length > 1
      ? [
          {
            person: calls[0]?.person ?? null,
            rule: RULE,
            what: `${address} was accepted ${calls.length} times`,
          },
        ]
      : [],
  );
  const strange = story.calls
    .filter((call) => !story.askedBy.has(call))
    .map(({ person, endpoint }) => ({ person, rule: RULE, what: `a ${endpoint} that answers no event` }));
  const both = story.people.flatMap(({ person, events }) =>
    events.flatMap(({ id, calls }) => {
      const answers = calls.filter((call) => call.accepted && !isLateCard(call.messages));
      const what = `event ${id} was answered ${answers.length} times`;
      return answers.length > 1 ? [{ person, rule: RULE, what }] : [];
    }),
  );
  return [...twice, ...strange, ...both];
}

/** A question or a result as it arrived in front of the answer to another event. */
interface Leading {
  readonly call: CallEntry;
  readonly message: Message;
}

/**
 * A turn leads to one question or result at most, and what it says arrives once: with its own reply, or, when that
 * was never accepted, leading a later one. So every question or result that leads a reply needs an event of its own
 * that was sent before, was not answered itself, and, when its answer was tried, said just that.
 */
export function findRepeated(story: Story): readonly Finding[] {
  return story.people.flatMap((person) => {
    const leading = person.calls.filter(({ accepted }) => accepted).flatMap((call) => leadingOf(call, story));
    const free = person.events.filter(isUnanswered);
    return unmatched(leading, free, mayBeOf).map(({ call, message }) => ({
      person: person.person,
      rule: RULE,
      what: `${nameOf(message)} arrived at ${call.at} before another answer, and every event it can be the answer to is answered`,
    }));
  });
}

function leadingOf(call: CallEntry, story: Story): Leading[] {
  const own = ownFrom(call.messages);
  const isAnswered = story.askedBy.has(call);
  return call.messages
    .filter((message, place) => isMain(message) && (!isAnswered || place < own))
    .map((message) => ({ call, message }));
}

/**
 * From which place on a call's messages may be the turn's own. A question ends its turn; a result is followed by its
 * further cards only, a note always comes before. So a note at the end means that the cards before it are older.
 */
function ownFrom(messages: readonly Message[]): number {
  const last = messages.findLastIndex(isMain);
  const main = messages[last];
  if (main === undefined) return messages.length;
  const after = messages.slice(last + 1);
  const isOwn = isResult(main) ? after.every(({ type }) => type === "flex") : after.length === 0;
  return isOwn ? last : messages.length;
}

function isUnanswered({ calls }: StoryEvent): boolean {
  return !calls.some(({ accepted, messages }) => accepted && !isLateCard(messages));
}

function mayBeOf({ call, message }: Leading, event: StoryEvent): boolean {
  if (event.sentAt > call.at) return false;
  const tries = event.calls.filter(({ messages }) => messages.length > 0 && !isLateCard(messages));
  const words = JSON.stringify(message);
  return (
    tries.length === 0 || tries.some(({ messages }) => messages.some((one) => JSON.stringify(one) === words))
  );
}

/** Those that are left over however the others are given one each (augmenting paths). */
function unmatched<A, B>(
  ones: readonly A[],
  others: readonly B[],
  fits: (one: A, other: B) => boolean,
): readonly A[] {
  const takenBy = new Map<B, A>();
  const place = (one: A, seen: Set<B>): boolean => {
    for (const other of others) {
      if (seen.has(other) || !fits(one, other)) continue;
      seen.add(other);
      const before = takenBy.get(other);
      if (before === undefined || place(before, seen)) {
        takenBy.set(other, one);
        return true;
      }
    }
    return false;
  };
  return ones.filter((one) => !place(one, new Set()));
}

function nameOf(message: Message): string {
  const question = questionOn(message);
  return question ? `the question on ${question.item} at ${question.percent} %` : "a result";
}

/**
 * A question counts every answer whose own answer had been tried before the event that led to it was sent: those were
 * stored by then, and nothing stored is ever forgotten.
 *
 * @param itemCount how many questions an assessment has; undefined for one that is not there
 */
export function findForgotten(
  story: Story,
  itemCount: (assessment: string) => number | undefined,
): readonly Finding[] {
  return story.people.flatMap((person) =>
    person.events.flatMap((event) => {
      const card = ownQuestion(event);
      const total = card && itemCount(card.assessment);
      if (!card || total === undefined) return [];
      const known = answeredBefore(person, event, card.assessment);
      if (card.percent >= Math.round((known.size / total) * 100)) return [];
      const what = `the question on ${card.item} after event ${event.id} counts ${card.percent} %, but ${known.size} of ${total} were answered before`;
      return [{ person: person.person, rule: "nothing forgotten", what }];
    }),
  );
}

function ownQuestion({ calls }: StoryEvent) {
  const last = calls
    .map(({ messages }) => messages.at(-1))
    .find((message) => message !== undefined && isMain(message));
  return last && questionOn(last);
}

function answeredBefore(
  { events }: PersonStory,
  { sentAt }: StoryEvent,
  assessment: string,
): ReadonlySet<string> {
  const isStored = ({ calls }: StoryEvent) =>
    calls.some(({ at, messages }) => at < sentAt && messages.length > 0 && !isLateCard(messages));
  const items = events.filter(isStored).flatMap(({ data = "" }) => {
    const [verb, of, item = ""] = data.split("|");
    return verb === "rate" && of === assessment ? [item] : [];
  });
  return new Set(items);
}
