import type { PeopleShare, Share } from "./share.ts";

/** What figures are made of, in the order they are to be listed. */
export interface TeamCatalogue {
  /** Dimensions with their items: units of capability or, for a quick check, the dimension itself. */
  readonly dimensions: readonly { readonly id: string; readonly items: readonly string[] }[];
  /** Knowledge topics with the items they serve. */
  readonly topics: readonly { readonly id: string; readonly items: readonly string[] }[];
}

/**
 * Why there is no figure: fewer people than the threshold; fewer answers; or enough of both, but they wait for
 * others or were shown elsewhere or before, and a figure of their own next to those would tell about fewer
 * people than the threshold.
 */
export type WithheldReason = "too_few_people" | "too_few_answers" | "would_expose_fewer";

/** A figure, or why there is none and the nearest unit above that has it (null when none has). */
export type Figure<T> =
  | ({ readonly status: "shown" } & T)
  | { readonly status: "withheld"; readonly reason: WithheldReason; readonly seeUnit: string | null };

/** Of the people in the round's audience, how many have a completed response. */
export interface CompletionFigure {
  readonly people: number;
  readonly completed: PeopleShare;
}

/** One item: who rated it, who is below the required level, who could teach. */
export interface ItemFigure {
  /** People who rated it. */
  readonly people: number;
  readonly gap: PeopleShare;
  readonly teach: PeopleShare;
}

/** One dimension, over those of its items that have a figure themselves. */
export interface DimensionFigure {
  /** At least this many people rated; exact for a dimension of one item. */
  readonly peopleAtLeast: number;
  /** Own levels, none counted above the required one, against the required ones. */
  readonly match: Share;
}

/** A topic and at least how many people have a gap it serves. */
export interface TopicFigure {
  readonly topic: string;
  readonly peopleAtLeast: number;
}

/** Everything that may be shown of one unit with all below it, or of one staff group of the organisation. */
export interface TeamFigures {
  readonly completion: Figure<CompletionFigure>;
  /** In the catalogue's order. */
  readonly dimensions: readonly { readonly dimension: string; readonly figure: Figure<DimensionFigure> }[];
  /** In the catalogue's order. */
  readonly items: readonly { readonly item: string; readonly figure: Figure<ItemFigure> }[];
  /** Most people first; ties in the catalogue's order. */
  readonly topics: readonly TopicFigure[];
}

/** What everybody of an organisation reads of a round until the next snapshot. JSON. */
export interface TeamSnapshot {
  readonly minPeople: number;
  /** By unit. */
  readonly units: Readonly<Record<string, TeamFigures>>;
  /** By staff group, of the whole organisation. */
  readonly groups: Readonly<Record<string, TeamFigures>>;
}
