/** How many numbers the tally of an item has, one for each level. */
export const LEVEL_COUNT = 4;
/** How many the audience's has: not completed, completed. */
export const STANDING_COUNT = 2;

/**
 * How many people gave each value: for an item one number for each of the levels 0 to 3, for the audience
 * people without and people with a completed response.
 */
export type Tally = readonly number[];

/**
 * People of one quantity who are published together or not at all. A cell never gains or loses anybody; who
 * has been in one is in no other of the same quantity and round.
 */
export interface Cell {
  /** Where it counts, and in every unit above. */
  readonly unit: string;
  /** The staff group everybody in it had; null for several. */
  readonly group: string | null;
  /** Keys, sorted. */
  readonly members: readonly string[];
  /** An item's values as they were when it was formed, the audience's as they are; null once dropped. */
  readonly tally: Tally | null;
}

/** All cells ever formed for one organisation and round. JSON; holds nobody's answers, only sums. */
export interface DisclosureState {
  readonly version: 1;
  readonly audience: readonly Cell[];
  /** By item. */
  readonly items: Readonly<Record<string, readonly Cell[]>>;
}

/** The state of a round of which nothing was published yet. */
export const NOTHING_PUBLISHED: DisclosureState = { version: 1, audience: [], items: {} };
