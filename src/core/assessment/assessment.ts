import type { Group, Stage } from "../framework/framework.ts";
import type { Counting } from "../people/round.ts";

/** Internal level: 0 not yet, 1 with help, 2 on my own (required), 3 can lead or teach. People see 1 to 4. */
export type Level = 0 | 1 | 2 | 3;

/** The levels in rising order. */
export const LEVELS: readonly Level[] = [0, 1, 2, 3];

/** The level every unit of a profile is required at. */
export const REQUIRED_LEVEL: Level = 2;

/** An answer to a question on a unit or dimension. */
export type Rating = Level | "not_applicable" | "prefer_not";

/** An answer to a checklist item. */
export type Standing = "have" | "partly" | "not_yet";

/** Every standing, in the order it is numbered for typing. */
export const STANDINGS: readonly Standing[] = ["have", "partly", "not_yet"];

/** What was answered, when (epoch ms) and by which event; the latest by (at, eventId) counts. */
export type Answer<T> = readonly [value: T, at: number, eventId: string];

/** One person's sitting, bound to one framework, one questionnaire version and one role profile. */
export interface Assessment {
  readonly id: string;
  /** A quick check asks one question per required dimension; its result is an estimate. */
  readonly kind: "full" | "quick";
  readonly frameworkVersion: string;
  readonly questionnaireVersion: string;
  readonly stage: Stage;
  readonly group: Group;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Epoch ms of the answer that completed it; null while questions are open. */
  readonly completedAt: number | null;
  /** Unit codes (full) or dimension ids (quick), in the order they are asked. */
  readonly items: readonly string[];
  /** By item. */
  readonly ratings: Readonly<Record<string, Answer<Rating>>>;
  /** By knowledge, experience, attribute and competency id. */
  readonly standings: Readonly<Record<string, Answer<Standing>>>;
  /** Since its first completion: the round it counts in. Absent for people of no organisation. */
  readonly countsIn?: Counting;
}
