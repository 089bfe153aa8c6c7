import { type Selectable, sql } from "kysely";
import type { ReminderKey, ReminderOutcome } from "../runner/reminders.ts";
import type { Tx } from "./effect-origin.ts";
import { account, type LockedRun, lockRuns } from "./ledger-account.ts";
import { forUpdate, IS_GIVEN, isClaimedBy, LEDGER_KEY, LINKED_PERSON, valuesTable } from "./ledger-values.ts";
import type { ReminderTable } from "./schema.ts";

/** How a claimed message came out. */
export type KeyedOutcome = ReminderKey & { readonly outcome: ReminderOutcome };

type Row = Pick<
  Selectable<ReminderTable>,
  "organisation" | "round" | "member" | "step" | "run" | "kind" | "first_attempt_at" | "tried_by"
>;
type Change = Pick<
  Selectable<ReminderTable>,
  "state" | "reason" | "settled_at" | "due_at" | "first_attempt_at"
>;

/** Notes how messages came out where they are still the claim's, in their runs and in the month's account, too. */
export async function settleClaimed(
  tx: Tx,
  token: string,
  outcomes: readonly KeyedOutcome[],
  at: number,
): Promise<void> {
  const byKey = new Map(outcomes.map((one) => [keyOf(one), one.outcome]));
  const runs = await lockRuns(
    tx,
    outcomes.map(({ run }) => run),
  );
  const settled = (await claimedRows(tx, token, outcomes, runs)).flatMap((row) => {
    const outcome = byKey.get(keyOf(row));
    const run = runs.get(row.run);
    if (outcome === undefined || run === undefined) return [];
    return [{ ...row, ...changeOf(run, { token, row, outcome, at }) }];
  });
  await write(tx, settled);
  await account(
    tx,
    runs,
    settled.filter(({ state }) => state !== "due"),
  );
}

function keyOf({ run, member }: ReminderKey): string {
  return `${run} ${member}`;
}

async function claimedRows(
  tx: Tx,
  token: string,
  keys: readonly ReminderKey[],
  runs: ReadonlyMap<string, LockedRun>,
): Promise<readonly Row[]> {
  const given = [...new Map(keys.map((key) => [keyOf(key), key])).values()].flatMap(({ run: id, member }) => {
    const run = runs.get(id);
    if (run === undefined) return [];
    return [{ organisation: run.organisation, round: run.round, member, step: run.step }];
  });
  if (given.length === 0) return [];
  const { rows } = await sql<Row>`
    select reminder.organisation, reminder.round, reminder.member, reminder.step, reminder.run, reminder.kind,
      reminder.first_attempt_at, reminder.tried_by
    from ${valuesTable(tx, "given", LEDGER_KEY, given)} cross join reminder
    where ${IS_GIVEN} and ${isClaimedBy(token)}
    order by 1, 2, 3, 4 ${forUpdate(tx, "reminder")}`.execute(tx);
  return rows;
}

interface Told {
  readonly token: string;
  readonly row: Row;
  readonly outcome: ReminderOutcome;
  readonly at: number;
}

function changeOf(run: LockedRun, { token, row, outcome, at }: Told): Change {
  const final = { settled_at: at, due_at: at, first_attempt_at: row.first_attempt_at };
  if (outcome.type === "skipped") return { ...final, state: "skipped", reason: outcome.reason };
  if (outcome.type !== "later" && outcome.type !== "again")
    return { ...final, state: outcome.type, reason: null };
  // What only this claim has tried, and in vain, was never tried as far as its person is concerned.
  const isUntried = row.tried_by === token && !(outcome.type === "again" && outcome.mayHaveArrived);
  const first = isUntried ? null : row.first_attempt_at;
  if (run.state !== "stopped")
    return { state: "due", reason: null, settled_at: null, due_at: outcome.at, first_attempt_at: first };
  return first === null
    ? { ...final, state: "skipped", reason: "stopped", first_attempt_at: null }
    : { ...final, state: "unknown", reason: null };
}

const COLUMNS = {
  ...LEDGER_KEY,
  state: "text",
  reason: "text",
  settled_at: "bigint",
  due_at: "bigint",
  first_attempt_at: "bigint",
} as const;

/**
 * The rows are locked. What was never tried is written anew next time: by then somebody may have begun. Whoever is
 * linked no more is not named any more, either: they may have erased their data.
 */
async function write(tx: Tx, rows: readonly (Row & Change)[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update reminder set state = given.state, reason = given.reason, settled_at = given.settled_at,
      due_at = given.due_at, first_attempt_at = given.first_attempt_at, tried_by = null,
      claimed_by = null, claimed_until = null,
      body = case when given.state = 'due' and given.first_attempt_at is not null then reminder.body end,
      person_id = case when given.reason = 'not_linked' then ''
        when given.state = 'skipped' then ${LINKED_PERSON} else reminder.person_id end
    from ${valuesTable(tx, "given", COLUMNS, rows)}
    where ${IS_GIVEN}`.execute(tx);
}
