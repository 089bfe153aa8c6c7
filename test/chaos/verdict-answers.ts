/*
 * What is stored is what was tapped, and the figures are what it comes to. Part of the verdict: nothing of src.
 */
import { isDeepStrictEqual } from "node:util";
import {
  type Framework,
  figuresOf,
  itemsFor,
  levelsOf,
  profileUnits,
  type StoredAnswer,
} from "./verdict-framework.ts";
import type { AssessmentRow, ResponseRow } from "./verdict-stores.ts";
import type { Finding, PersonStory, StoryEvent } from "./verdict-story.ts";

/** A tap on an answer. */
export interface Tap {
  readonly assessment: string;
  readonly item: string;
  readonly value: number | string;
  readonly of: "ratings" | "standings";
  readonly event: StoryEvent;
}

const RATINGS: Readonly<Record<string, number | string>> = {
  "0": 0,
  "1": 1,
  "2": 2,
  "3": 3,
  na: "not_applicable",
  pn: "prefer_not",
};
const STANDINGS = ["have", "partly", "not_yet"];

/** Everything a person tapped as an answer, as it is written on the button: `rate|assessment|item|level`. */
export function tapsOf({ events }: PersonStory): readonly Tap[] {
  return events.flatMap((event): Tap[] => {
    const [verb, assessment = "", item = "", code = "", ...more] = (event.data ?? "").split("|");
    if (more.length > 0) return [];
    const value = RATINGS[code];
    if (verb === "rate" && value !== undefined) return [{ assessment, item, value, of: "ratings", event }];
    const isStanding = verb === "stand" && STANDINGS.includes(code);
    return isStanding ? [{ assessment, item, value: code, of: "standings", event }] : [];
  });
}

/** Of two answers to the same question the later counts by LINE's instant, then by the event's id. */
function isLater([, at, id]: StoredAnswer, { event }: Tap): boolean {
  return at > event.timestamp || (at === event.timestamp && id > event.id);
}

/** Every answer taken is stored, unless a later one is, and nothing else is stored. */
export function findWrongAnswers(person: PersonStory, rows: readonly AssessmentRow[]): readonly Finding[] {
  const taps = tapsOf(person);
  const latest = rows.toSorted((a, b) => a.started_at - b.started_at).at(-1);
  const missing = taps.flatMap((tap) => {
    if (tap.event.takenAt === null) return [];
    const row = rows.find(({ id }) => id === tap.assessment);
    if (row === undefined) return aboutMissingRow(tap, person);
    // An answer to what was put aside meanwhile is explained and not stored.
    if (row !== latest || (tap.of === "ratings" && !row.answers.items.includes(tap.item))) return [];
    const stored = row.answers[tap.of][tap.item];
    if (stored !== undefined && (stored[2] === tap.event.id || isLater(stored, tap))) return [];
    const instead = stored === undefined ? "nothing" : `${stored[0]} of event ${stored[2]}`;
    return [finding(person, `${tap.event.id} (${tap.event.data}) was taken, and stored is ${instead}`)];
  });
  return [...missing, ...rows.flatMap((row) => findUntapped(person, row, taps))];
}

function aboutMissingRow({ assessment, event }: Tap, person: PersonStory): readonly Finding[] {
  // An assessment has the id of the event that began it.
  if (!person.events.some(({ id }) => id === assessment)) return [];
  return [finding(person, `${event.id} (${event.data}) was taken, and there is no such assessment`)];
}

function findUntapped(person: PersonStory, row: AssessmentRow, taps: readonly Tap[]): readonly Finding[] {
  return (["ratings", "standings"] as const).flatMap((of) =>
    Object.entries(row.answers[of]).flatMap(([item, stored]) => {
      const [value, at, id] = stored;
      const tap = taps.find(({ event }) => event.id === id);
      const isTapped = tap
        ? tap.of === of && tap.item === item && tap.value === value && tap.event.timestamp === at
        : isSaid(value, at, id, person);
      const isAsked = of === "standings" || row.answers.items.includes(item);
      if (isTapped && isAsked) return [];
      return [finding(person, `${item} has ${value} of event ${id}, which nobody gave`)];
    }),
  );
}

/** What was typed names no question, so only the answer itself can be looked at. */
function isSaid(value: number | string, at: number, id: string, { events }: PersonStory): boolean {
  const event = events.find((one) => one.id === id);
  if (event === undefined || event.timestamp !== at) return false;
  if (event.data !== undefined) return event.data === "skip" && value === "prefer_not";
  const typed = /^\s*([1-4])\s*$/u.exec(event.text ?? "")?.[1];
  return (
    event.text !== undefined &&
    (typed === undefined || typeof value !== "number" || value === Number(typed) - 1)
  );
}

function finding({ person }: PersonStory, what: string): Finding {
  return { person, rule: "answers stored", what };
}

/** How many taps of a person were taken, and how many of those count no more because a later one does. */
export function countTaps(
  person: PersonStory,
  rows: readonly AssessmentRow[],
): { readonly taps: number; readonly superseded: number } {
  const taken = tapsOf(person).filter(({ event }) => event.takenAt !== null);
  const superseded = taken.filter(({ assessment, item, of, event }) => {
    const stored = rows.find(({ id }) => id === assessment)?.answers[of][item];
    return stored !== undefined && stored[2] !== event.id;
  });
  return { taps: taken.length, superseded: superseded.length };
}

/** Items, counts, figures and levels are what the answers give. */
export function findWrongFigures(
  row: AssessmentRow,
  responses: readonly ResponseRow[],
  framework: Framework,
): readonly Finding[] {
  const { kind, stage, group_name: group, answers } = row;
  const items = itemsFor({ kind, stage, group }, framework);
  const answered = items.filter((item) => answers.ratings[item] !== undefined);
  const instants = Object.values(answers.ratings).map(([, at]) => at);
  const isComplete = answered.length === items.length;
  const completedAt = isComplete ? Math.max(...instants) : null;
  const status = isComplete ? ["completed"] : ["in_progress", "abandoned"];
  const profile = profileUnits(stage, group, framework);
  const figures = isComplete ? figuresOf(kind, answers.ratings, items, profile, framework) : null;
  const sums = figures?.dimensions.map(({ dimension, own, required }) => [dimension, [own, required]]);
  const { match, dimensions, gaps } = row.result ?? {};
  const wrong = [
    ...differs("items", answers.items, items),
    ...differs("answered", row.answered, answered.length),
    ...differs("item_count", row.item_count, items.length),
    ...differs("completed_at", row.completed_at, completedAt),
    ...differs("status", status.includes(row.status), true),
    ...differs("result", row.result && { match, dimensions, gaps }, figures),
    ...differs("dimension_sums", row.dimension_sums, sums ? Object.fromEntries(sums) : null),
    ...responses
      .filter(({ assessment }) => assessment === row.id)
      .flatMap(({ levels, completed_at }) => [
        ...differs("levels", levels, levelsOf(answers.ratings, framework)),
        ...differs("completed_at of the response", completed_at, completedAt),
      ]),
  ];
  return wrong.map((what) => ({
    person: row.person_id,
    rule: "figures",
    what: `assessment ${row.id}: ${what}`,
  }));
}

function differs(name: string, stored: unknown, due: unknown): readonly string[] {
  if (isDeepStrictEqual(stored, due)) return [];
  return [`${name} is ${JSON.stringify(stored)} instead of ${JSON.stringify(due)}`];
}
