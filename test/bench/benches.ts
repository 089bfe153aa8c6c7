/** A program that measures something, and how it is usually run. */
export interface Bench {
  readonly name: string;
  /** From the project's folder. */
  readonly program: string;
  readonly measures: string;
  /** On two cores, all its usual runs together. */
  readonly takes: string;
  /** The options of every run when none are given; a bench may have several places to measure. */
  readonly usual: readonly (readonly string[])[];
}

/** One start of a bench. */
export interface BenchRun {
  readonly bench: Bench;
  readonly options: readonly string[];
}

/** What somebody wants of `npm run bench`. */
export type Choice =
  | { readonly kind: "run"; readonly runs: readonly BenchRun[] }
  | { readonly kind: "list" }
  | { readonly kind: "render" }
  | { readonly kind: "mistake"; readonly message: string };

const POSTGRES_URL = process.env.POSTGRES_TEST_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";

/** Every bench, in the order they run one after another. */
export const BENCHES: readonly Bench[] = [
  {
    name: "start",
    program: "test/bench/start.ts",
    measures: "start to ready and idle memory, embedded",
    takes: "half a minute",
    usual: [[]],
  },
  {
    name: "embedded",
    program: "test/bench/embedded.ts",
    measures: "turns a second and how soon people get answers from one process with one SQLite file",
    takes: "3 minutes",
    usual: [[]],
  },
  {
    name: "webhook",
    program: "test/bench/webhook.ts",
    measures: "how soon LINE gets its 200, on Redis",
    takes: "10 minutes",
    usual: [[]],
  },
  {
    name: "turn",
    program: "test/bench/turn.ts",
    measures: "turns a second and how soon people get answers, on Redis and PostgreSQL, beside Bottender",
    takes: "10 minutes",
    usual: [[]],
  },
  {
    name: "team",
    program: "test/bench/team.ts",
    measures: "snapshots of 2,000,000 people (PostgreSQL) and 100,000 (SQLite), and views of them",
    takes: "10 minutes",
    usual: [[], ["--people", "100000", "--sqlite"]],
  },
  {
    name: "roster",
    program: "test/bench/roster-import.ts",
    measures: "importing people from CSV, on SQLite and PostgreSQL",
    takes: "4 minutes",
    usual: [[], ["--postgres", POSTGRES_URL, "100000"]],
  },
  {
    name: "planning",
    program: "test/bench/reminder-planning.ts",
    measures: "counting and planning reminders for 2,000,000 people",
    takes: "7 minutes",
    usual: [[]],
  },
  {
    name: "sending",
    program: "test/bench/sending.ts",
    measures: "how fast reminders go out, on servers and embedded",
    takes: "a minute",
    usual: [[], ["--sqlite"]],
  },
  {
    name: "exactly-once",
    program: "test/bench/exactly-once.ts",
    measures: "that everybody gets one reminder while workers are killed and LINE fails",
    takes: "2 minutes",
    usual: [[]],
  },
];

/**
 * What the words after `npm run bench --` ask for: nothing runs every bench, a name one of them. `--dry` measures
 * without keeping the figures.
 */
export function chooseBenches(words: readonly string[]): Choice {
  const [first, ...options] = words;
  if (first === undefined || isOnlyDry(words))
    return { kind: "run", runs: BENCHES.flatMap((bench) => usualRuns(bench, words)) };
  if (first.startsWith("-")) return chooseWithoutName(words);
  const bench = BENCHES.find(({ name }) => name === first);
  if (bench === undefined) return mistake(`There is no bench called ${first}.`);
  return { kind: "run", runs: isOnlyDry(options) ? usualRuns(bench, options) : [{ bench, options }] };
}

/** Every bench with what it measures and how long that takes. */
export function describeBenches(): string {
  const width = Math.max(...BENCHES.map(({ name }) => name.length));
  return BENCHES.map(
    ({ name, measures, takes }) => `${name.padEnd(width)}  ${measures} (usually ${takes})`,
  ).join("\n");
}

function chooseWithoutName(words: readonly string[]): Choice {
  const said = words.join(" ");
  if (said === "--list") return { kind: "list" };
  if (said === "--render") return { kind: "render" };
  return mistake(`${said} needs the name of a bench before it. Alone can stand --list, --render and --dry.`);
}

/** Nothing that says how to measure. */
function isOnlyDry(options: readonly string[]): boolean {
  return options.every((option) => option === "--dry");
}

function usualRuns(bench: Bench, more: readonly string[]): readonly BenchRun[] {
  return bench.usual.map((options) => ({ bench, options: [...options, ...more] }));
}

function mistake(problem: string): Choice {
  return { kind: "mistake", message: `${problem} The benches are:\n${describeBenches()}` };
}
