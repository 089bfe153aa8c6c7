import type { Tally } from "./disclosure-state.ts";
import { atLeastPeople, levelShare, peopleShare } from "./share.ts";
import { peopleIn } from "./sum-cells.ts";
import type { CompletionFigure, DimensionFigure, ItemFigure, TopicFigure } from "./team-snapshot.ts";

/** People without and with a completed response. */
export function completionFigure([not = 0, completed = 0]: Tally): CompletionFigure {
  return { people: not + completed, completed: peopleShare(completed, not + completed) };
}

/** People at the levels 0 to 3 of an item: below 2 is a gap, 3 could teach. */
export function itemFigure([none = 0, helped = 0, able = 0, leading = 0]: Tally): ItemFigure {
  const people = none + helped + able + leading;
  return { people, gap: peopleShare(none + helped, people), teach: peopleShare(leading, people) };
}

/** The match over the items of a dimension that have a sum; null without any. */
export function dimensionFigure(tallies: readonly Tally[]): DimensionFigure | null {
  if (tallies.length === 0) return null;
  const people = tallies.map(peopleIn);
  const own = tallies.reduce((sum, tally) => sum + ownLevels(tally), 0);
  const required = people.reduce((sum, count) => sum + 2 * count, 0);
  return { peopleAtLeast: Math.max(...people), match: levelShare(own, required) };
}

/** Levels up to the required one. */
function ownLevels([, helped = 0, able = 0, leading = 0]: Tally): number {
  return helped + 2 * (able + leading);
}

/**
 * Topics by the people they would serve at least. Read from what is shown of the items: an exact count of
 * people would be a new figure about them, and could be set against those of the items.
 */
export function topicFigures(
  topics: readonly { readonly id: string; readonly items: readonly string[] }[],
  tallyOf: (item: string) => Tally | undefined,
): readonly TopicFigure[] {
  return topics
    .map(({ id, items }) => ({
      topic: id,
      peopleAtLeast: Math.max(0, ...items.map((item) => peopleWithGap(tallyOf(item)))),
    }))
    .filter(({ peopleAtLeast }) => peopleAtLeast > 0)
    .toSorted((a, b) => b.peopleAtLeast - a.peopleAtLeast);
}

function peopleWithGap(tally: Tally | undefined): number {
  if (tally === undefined) return 0;
  const { gap, people } = itemFigure(tally);
  return atLeastPeople(gap, people);
}
