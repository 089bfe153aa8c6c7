/* All rules of the verdict over a log and what is stored in the end. Part of the verdict: nothing of src. */
import type { Verdict } from "./log-entries.ts";
import { countTaps, findWrongAnswers, findWrongFigures } from "./verdict-answers.ts";
import { findOpenWork, findRefusals, findUnfinished, hasResult } from "./verdict-end.ts";
import { readFramework } from "./verdict-framework.ts";
import { type Fate, fatesOf, findLostAnswers, findUnprocessed } from "./verdict-lost.ts";
import { findForgotten, findRepeated, findTwiceUsed } from "./verdict-once.ts";
import type { Rows, Stores } from "./verdict-stores.ts";
import type { Finding, Story, StoryEvent } from "./verdict-story.ts";

const MOST_PROBLEMS = 50;

/** A verdict whose problems name the rule. */
export interface NamedVerdict extends Verdict {
  readonly problems: readonly Finding[];
}

/**
 * The story with everything that is still open taken for as uncertain as what was never acknowledged: it is not lost,
 * and that it is open is a rule of its own.
 */
function withoutOpen(story: Story, stores: Stores | null): Story {
  const sessions = stores?.sessions ?? [];
  const open = new Set([...(stores?.waiting ?? []), ...sessions.flatMap(({ pending }) => pending)]);
  const behind = new Set(sessions.filter(({ isUnsaved }) => isUnsaved).map(({ person }) => person));
  const isOpen = ({ id, person }: StoryEvent) => open.has(id) || behind.has(person);
  const people = story.people.map(({ events, ...rest }) => ({
    ...rest,
    events: events.map((event) => (isOpen(event) ? { ...event, takenAt: null } : event)),
  }));
  return { ...story, people };
}

/** Judges a run; without what Redis holds the rules about sessions and inbox are left out. */
export function judge(told: Story, rows: Rows, stores: Stores | null): NamedVerdict {
  const story = withoutOpen(told, stores);
  const framework = readFramework();
  const fates = fatesOf(story);
  const rowsOf = Map.groupBy(rows.assessments, ({ person_id }) => person_id);
  const itemCounts = new Map(rows.assessments.map(({ id, answers }) => [id, answers.items.length]));
  const problems: readonly Finding[] = [
    ...story.people.flatMap((one) => findWrongAnswers(one, rowsOf.get(one.person) ?? [])),
    ...rows.assessments.flatMap((row) => findWrongFigures(row, rows.responses, framework)),
    ...findTwiceUsed(story),
    ...findRepeated(story),
    ...findForgotten(story, (id) => itemCounts.get(id)),
    ...findLostAnswers(fates),
    ...(stores === null ? [] : findUnprocessed(story, stores.sessions)),
    ...findUnfinished(story, rows, fates),
    ...findOpenWork(rows, stores),
    ...findRefusals(story),
  ];
  return {
    ok: problems.length === 0,
    problems: problems.slice(0, MOST_PROBLEMS),
    problemCount: problems.length,
    figures: { ...countStory(story, rows), ...countFates(fates), ...countRules(problems) },
  };
}

function countStory(story: Story, rows: Rows): Record<string, number> {
  const rowsOf = Map.groupBy(rows.assessments, ({ person_id }) => person_id);
  const taps = story.people.map((one) => countTaps(one, rowsOf.get(one.person) ?? []));
  const webhooks = story.entries.filter((entry) => entry.kind === "webhook");
  const events = story.people.flatMap((one) => one.events);
  const deliveries = webhooks.reduce((all, one) => all + one.events.length, 0);
  return {
    people: story.people.length,
    peopleWithResult: story.people.filter(hasResult).length,
    taps: sum(taps.map((one) => one.taps)),
    superseded: sum(taps.map((one) => one.superseded)),
    events: events.length,
    posts: webhooks.length,
    repeatedDeliveries: deliveries - events.length,
    calls: story.calls.length,
    accepted: story.calls.filter(({ accepted }) => accepted).length,
    faults: story.entries.filter(({ kind }) => kind === "fault").length,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

const FATE_NAMES: Readonly<Record<Fate, string>> = {
  answered: "answered",
  later: "answersBroughtLater",
  ambiguous: "answersLostToAmbiguity",
  died: "answersLostToDeath",
  crossed: "answersLostInTwoHands",
  late: "answersWithLateToken",
  silent: "oldEventsWithoutAnswer",
  lost: "answersLost",
};

function countFates(fates: ReadonlyMap<StoryEvent, Fate>): Record<string, number> {
  const all = [...fates.values()];
  return Object.fromEntries(
    Object.entries(FATE_NAMES).map(([fate, name]) => [name, all.filter((one) => one === fate).length]),
  );
}

function countRules(problems: readonly Finding[]): Record<string, number> {
  const byRule = Map.groupBy(problems, ({ rule }) => `broken: ${rule}`);
  return Object.fromEntries([...byRule].map(([rule, found]) => [rule, found.length]));
}
