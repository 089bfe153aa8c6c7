/*
 * Whether a run of reminders reached everybody due exactly once. It knows the stand-in's log and the database, and
 * nothing of the service: no import from src.
 *
 *   node test/sending/verdict.ts LOG DUE DATABASE_URL RUN
 *
 * LOG has a JSON line for every push call the stand-in saw, DUE a LINE user id a line: whoever must get one message.
 */
import { readFileSync } from "node:fs";
import pg from "pg";

/** A push call as the stand-in saw it. */
interface Call {
  readonly to: string;
  readonly retryKey: string | null;
  /** Whether this call put a message into somebody's chat; a repeated retry key does not. */
  readonly accepted: boolean;
  readonly status: number;
}

/** A row of the ledger. */
interface Row {
  readonly member: string;
  readonly person_id: string;
  readonly kind: "reminder" | "report";
  readonly state: string;
}

/** What was found out. */
interface Verdict {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly due: number;
  readonly delivered: number;
  readonly calls: number;
  readonly repeated: number;
}

const MOST_PROBLEMS = 20;
const OPEN = ["due", "sending"];

/** Compares log, ledger, run and account. */
async function judge(logFile: string, dueFile: string, databaseUrl: string, run: string): Promise<Verdict> {
  const calls = linesOf(logFile).map((line) => JSON.parse(line) as Call);
  const due = new Set(linesOf(dueFile));
  const delivered = countBy(calls.filter(({ accepted }) => accepted).map(({ to }) => to));
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const rows = (await database.query<Row>(LEDGER, [run])).rows;
    const reminders = rows.filter(({ kind }) => kind === "reminder");
    const problems = [
      ...aboutPeople(due, delivered, rows),
      ...aboutLedger(reminders, delivered),
      ...aboutKeys(calls),
      ...(await aboutReport(database, run, reminders, delivered)),
      ...(await aboutAccount(database, delivered)),
    ];
    const repeated = calls.filter(({ status }) => status === 409).length;
    const all = sum([...delivered.values()]);
    const shown = problems.slice(0, MOST_PROBLEMS);
    return {
      ok: problems.length === 0,
      problems: shown,
      due: due.size,
      delivered: all,
      calls: calls.length,
      repeated,
    };
  } finally {
    await database.end();
  }
}

const LEDGER = "select member, person_id, kind, state from reminder where run = $1";

/** Everybody due got one message, nobody two, and nobody else any but the report. */
function aboutPeople(
  due: ReadonlySet<string>,
  delivered: ReadonlyMap<string, number>,
  rows: readonly Row[],
): readonly string[] {
  const reporters = countBy(rows.filter(({ kind }) => kind === "report").map(({ person_id }) => person_id));
  const wanted = (person: string) => (due.has(person) ? 1 : 0) + (reporters.get(person) ?? 0);
  const everybody = new Set([...due, ...delivered.keys(), ...reporters.keys()]);
  return [...everybody].flatMap((person) => {
    const got = delivered.get(person) ?? 0;
    return got === wanted(person) ? [] : [`${person} was to get ${wanted(person)} message(s) and got ${got}`];
  });
}

/** What the ledger says of everybody is what the stand-in saw. */
function aboutLedger(reminders: readonly Row[], delivered: ReadonlyMap<string, number>): readonly string[] {
  return reminders.flatMap(({ person_id: person, state }) => {
    const got = delivered.get(person) ?? 0;
    if (OPEN.includes(state)) return [`${person} is still ${state} in the ledger`];
    if (state === "sent" && got !== 1) return [`${person} is sent in the ledger and got ${got} message(s)`];
    if (state === "unknown") return [`${person} is given up though the stand-in answers in the end`];
    return state !== "sent" && got > 0
      ? [`${person} is ${state} in the ledger and got ${got} message(s)`]
      : [];
  });
}

/** Whatever is tried again carries the key of the first attempt. */
function aboutKeys(calls: readonly Call[]): readonly string[] {
  const without = calls.filter(({ retryKey }) => retryKey === null).length;
  return without === 0 ? [] : [`${without} call(s) had no retry key`];
}

/** The report's figures are the ledger's and the log's. */
async function aboutReport(
  database: pg.Client,
  run: string,
  reminders: readonly Row[],
  delivered: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const { rows } = await database.query(
    "select state, planned, sent, unknown, refused, skipped from reminder_run where id = $1",
    [run],
  );
  const report = rows[0];
  if (report === undefined) return [`there is no run ${run}`];
  const reached = reminders.filter(({ person_id }) => (delivered.get(person_id) ?? 0) > 0).length;
  const skipped = sum(Object.values(JSON.parse(report.skipped) as Record<string, number>));
  return [
    ...(report.state === "done" ? [] : [`the run is ${report.state}`]),
    ...(Number(report.sent) === reached
      ? []
      : [`the report says ${report.sent} sent, the stand-in ${reached}`]),
    ...(Number(report.planned) === reminders.length
      ? []
      : [`the report says ${report.planned} planned, the ledger has ${reminders.length}`]),
    ...(Number(report.sent) + Number(report.unknown) + Number(report.refused) + skipped === reminders.length
      ? []
      : ["the report's figures do not add up"]),
  ];
}

/** Nothing stays promised, and as much is spent as arrived. */
async function aboutAccount(
  database: pg.Client,
  delivered: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const { rows } = await database.query("select organisation, reserved, sent from message_budget");
  const account = rows.filter(({ organisation }) => organisation === "");
  const arrived = sum([...delivered.values()]);
  const spent = sum(account.map(({ sent }) => Number(sent)));
  return [
    ...rows.flatMap(({ organisation, reserved }) =>
      Number(reserved) === 0 ? [] : [`${reserved} message(s) stay promised to "${organisation}"`],
    ),
    ...(spent === arrived ? [] : [`${spent} message(s) are booked, ${arrived} arrived`]),
  ];
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

const [log, due, databaseUrl, run] = process.argv.slice(2);
if (log === undefined || due === undefined || databaseUrl === undefined || run === undefined) {
  console.error("use: node test/sending/verdict.ts LOG DUE DATABASE_URL RUN");
  process.exit(2);
}
const verdict = await judge(log, due, databaseUrl, run);
console.log(JSON.stringify(verdict, null, 2));
process.exit(verdict.ok ? 0 : 1);
