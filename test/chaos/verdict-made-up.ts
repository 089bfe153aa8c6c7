/* A made-up run in which nothing went wrong, to be spoiled by the tests of the verdict. */
import type { CallEntry, LogEntry, LoggedEvent } from "./log-entries.ts";
import { figuresOf, itemsFor, readFramework, type StoredAnswer } from "./verdict-framework.ts";
import { judge, type NamedVerdict } from "./verdict-judge.ts";
import type { AssessmentRow, Rows, Stores } from "./verdict-stores.ts";
import { tellStory } from "./verdict-story.ts";

/** Who plays in it. */
export const PERSON = "U00000000000000000000000000000001";
/** When it begins, epoch ms. */
export const BEGAN_AT = 1_780_000_000_000;
const STEP_MS = 30_000;
const FRAMEWORK = readFramework();
const ROLE = { kind: "full", stage: "early", group: "others" } as const;
/** What is asked in it, five questions. */
export const ITEMS = itemsFor(ROLE, FRAMEWORK);
/** The event that begins the assessment, which is then named after it. */
export const ASSESSMENT = "E01-begin";

/** A run as a test spoils it. */
export interface MadeUpRun {
  log: LogEntry[];
  rows: Rows;
  stores: Stores;
}

/** A question as far as the verdict reads it. */
export function questionMessage(item: string, percent: number): CallEntry["messages"][number] {
  return {
    type: "flex",
    contents: {
      header: { contents: [{ type: "box", width: `${percent}%` }] },
      body: { contents: [{ action: { type: "postback", data: `rate|${ASSESSMENT}|${item}|2` } }] },
    },
  };
}

/** A result as far as the verdict reads it. */
export function resultMessage(): CallEntry["messages"][number] {
  return { type: "flex", contents: { header: { contents: [{ type: "text", text: "ผลการประเมิน" }] } } };
}

/** The card that says that the answer comes later. */
export function lateMessage(): CallEntry["messages"][number] {
  return { type: "flex", contents: { footer: [{ action: { data: "see_answer" } }] } };
}

/** An event delivered once, at a step of the run. */
export function webhook(step: number, event: Partial<LoggedEvent>, status = 200): LogEntry {
  const sentAt = BEGAN_AT + step * STEP_MS;
  const full = {
    id: `E${step}`,
    person: PERSON,
    timestamp: sentAt - 1,
    type: "postback",
    redelivery: false,
    ...event,
  };
  const withToken = { token: `token of ${full.id}`, ...full };
  return { kind: "webhook", at: sentAt + 5, sentAt, post: step, to: "web-1", events: [withToken], status };
}

/** A reply to it, `ms` after its delivery began. */
export function reply(
  step: number,
  id: string,
  messages: CallEntry["messages"],
  call: Partial<CallEntry> = {},
): CallEntry {
  const at = BEGAN_AT + step * STEP_MS + 50;
  return {
    kind: "call",
    at,
    endpoint: "reply",
    person: PERSON,
    token: `token of ${id}`,
    status: 200,
    accepted: true,
    messages,
    ...call,
  };
}

/** Id of the tap on an item. */
export function tapId(place: number): string {
  return `E${String(place + 2).padStart(2, "0")}-${ITEMS[place]}`;
}

/** Somebody begins, answers all questions with 2 and gets the result; everything is stored. */
export function cleanRun(): MadeUpRun {
  const percent = (answered: number) => Math.round((answered / ITEMS.length) * 100);
  const taps = ITEMS.flatMap((item, place): LogEntry[] => {
    const next = ITEMS[place + 1];
    const said = next === undefined ? resultMessage() : questionMessage(next, percent(place + 1));
    const id = tapId(place);
    return [webhook(place + 2, { id, data: `rate|${ASSESSMENT}|${item}|2` }), reply(place + 2, id, [said])];
  });
  const log: LogEntry[] = [
    { kind: "run", at: BEGAN_AT, seed: 1, people: [PERSON], bug: null },
    webhook(1, { id: ASSESSMENT, data: "begin_full" }),
    reply(1, ASSESSMENT, [questionMessage(ITEMS[0] ?? "", 0)]),
    ...taps,
    { kind: "phase", at: BEGAN_AT + 100 * STEP_MS, what: "drained" },
  ];
  const row = cleanRow();
  const ids = [ASSESSMENT, ...ITEMS.map((_item, place) => tapId(place))];
  return {
    log,
    rows: { people: [PERSON], assessments: [row], responses: [], openReminders: 0 },
    stores: {
      sessions: [
        {
          person: PERSON,
          recent: ids,
          pending: [],
          isUnsaved: false,
          assessment: { id: row.id, ...row.answers },
        },
      ],
      inbox: { waiting: 0, dead: 0 },
      waiting: [],
    },
  };
}

function cleanRow(): AssessmentRow {
  const entries = ITEMS.map((item, place): [string, StoredAnswer] => {
    return [item, [2, BEGAN_AT + (place + 2) * STEP_MS - 1, tapId(place)]];
  });
  const ratings = Object.fromEntries(entries);
  const figures = figuresOf(ROLE.kind, ratings, ITEMS, ITEMS, FRAMEWORK);
  return {
    id: ASSESSMENT,
    person_id: PERSON,
    kind: ROLE.kind,
    status: "completed",
    stage: ROLE.stage,
    group_name: ROLE.group,
    started_at: BEGAN_AT + STEP_MS - 1,
    completed_at: Math.max(...entries.map(([, [, at]]) => at)),
    answered: ITEMS.length,
    item_count: ITEMS.length,
    answers: { items: ITEMS, ratings, standings: {} },
    result: { ...figures, suggestions: [] },
    dimension_sums: Object.fromEntries(
      figures.dimensions.map(({ dimension, own, required }) => [dimension, [own, required]]),
    ),
  };
}

/** The verdict on it. */
export function judged({ log, rows, stores }: MadeUpRun): NamedVerdict {
  return judge(tellStory(log), rows, stores);
}

/** What the verdict names after somebody spoiled a clean run. */
export function rulesBrokenBy(spoil: (run: MadeUpRun) => void): readonly string[] {
  const run = cleanRun();
  spoil(run);
  return [...new Set(judged(run).problems.map(({ rule }) => rule))].toSorted();
}

/** The stored answers with those of an item changed; null takes it away. */
export function store(run: MadeUpRun, item: string, answer: StoredAnswer | null): void {
  const [row] = run.rows.assessments;
  if (row === undefined) return;
  const { [item]: _before, ...others } = row.answers.ratings;
  const ratings = answer === null ? others : { ...others, [item]: answer };
  const answers = { ...row.answers, ratings };
  const figures = figuresOf("full", ratings, ITEMS, ITEMS, readFramework());
  const sums = figures.dimensions.map(({ dimension, own, required }) => [dimension, [own, required]]);
  const completed_at = Math.max(...Object.values(ratings).map(([, at]) => at));
  const dimension_sums = Object.fromEntries(sums);
  const result = { ...figures, suggestions: [] };
  run.rows = { ...run.rows, assessments: [{ ...row, answers, completed_at, dimension_sums, result }] };
  const sessions = run.stores.sessions.map((one) => ({ ...one, assessment: { id: row.id, ...answers } }));
  run.stores = { ...run.stores, sessions };
}

/** Takes away what was said to an event. */
export function withoutCalls(run: MadeUpRun, id: string): void {
  run.log = run.log.filter((entry) => entry.kind !== "call" || entry.token !== `token of ${id}`);
}

/** Changes what the session remembers. */
export function remembering(run: MadeUpRun, change: (recent: readonly string[]) => readonly string[]): void {
  const sessions = run.stores.sessions.map((one) => ({ ...one, recent: change(one.recent) }));
  run.stores = { ...run.stores, sessions };
}

/** Has one more event delivered, taken and remembered. */
export function addEvent(
  run: MadeUpRun,
  step: number,
  event: Parameters<typeof webhook>[1] & { id: string },
): void {
  run.log.push(webhook(step, event));
  remembering(run, (recent) => [...recent, event.id]);
}
