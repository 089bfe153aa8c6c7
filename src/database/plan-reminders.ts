import { type RawBuilder, sql } from "kysely";
import type { ReminderCount } from "../core/reminder/reminder.ts";
import { FIRST_STAGE, ONE_STAGE_UP_TO } from "../core/reminder/run-stages.ts";
import type { RunOrder } from "../runner/reminders.ts";
import { isPostgres } from "./is-postgres.ts";
import {
  candidates,
  countOf,
  countVerdicts,
  isRoundOpen,
  SENDABLE,
  type VerdictCount,
} from "./reminder-candidates.ts";
import type { Database } from "./schema.ts";

/** How a run was planned. */
export interface PlannedReminders {
  /** People it will be sent to. */
  readonly planned: number;
  readonly leftOut: ReminderCount["leftOut"];
}

/**
 * Puts a message for everybody who is to get one in the ledger, in the order of their ids and in stages, and counts
 * the others. Nobody is read into this process. On PostgreSQL it is one statement, so that both are of one instant;
 * SQLite lets nobody else write meanwhile.
 */
export function planReminders(tx: Database, order: RunOrder): Promise<PlannedReminders> {
  return isPostgres(tx) ? planAtOnce(tx, order) : planInTwo(tx, order);
}

/** The planned ones come under a name no verdict has. */
const PLANNED = "planned";

async function planAtOnce(tx: Database, order: RunOrder): Promise<PlannedReminders> {
  // Joining and sorting millions would otherwise go by way of the disk; it lasts as long as the transaction.
  await sql`set local work_mem = '128MB'`.execute(tx);
  const { rows } = await sql<VerdictCount | { readonly verdict: typeof PLANNED; readonly people: number }>`
    with ${await chosenPeople(tx, order)},
      entry as (insert into reminder ${COLUMNS} ${entries(order)})
    select verdict, count(*) as people from candidate group by verdict
    union all select ${sql.lit(PLANNED)}, count(*) from chosen`.execute(tx);
  const planned = rows.find(({ verdict }) => verdict === PLANNED)?.people ?? 0;
  const verdicts = rows.filter((row): row is VerdictCount => row.verdict !== PLANNED);
  return { planned, leftOut: countOf(verdicts).leftOut };
}

async function planInTwo(tx: Database, order: RunOrder): Promise<PlannedReminders> {
  const verdicts = await countVerdicts(tx, order.target, order.rules, order.at);
  const { numAffectedRows = 0n } = await sql`insert into reminder ${COLUMNS}
    with ${await chosenPeople(tx, order)} ${entries(order)}`.execute(tx);
  return { planned: Number(numAffectedRows), leftOut: countOf(verdicts).leftOut };
}

const COLUMNS = sql.raw("(organisation, round, member, step, run, person_id, kind, state, stage, due_at)");

/** `candidate` has everybody, `chosen` those to be sent to with their places, from 1 on. */
async function chosenPeople(
  tx: Database,
  { target, rules, at, atMost }: RunOrder,
): Promise<RawBuilder<unknown>> {
  const people = candidates(target, rules, at, await isRoundOpen(tx, target, at));
  // As the ledger's key is sorted, which is then written from one end to the other.
  const member = isPostgres(tx) ? sql`member collate "C"` : sql`member`;
  const limit = atMost === null ? sql`` : sql`limit ${atMost}`;
  return sql`candidate as materialized (${people}),
    chosen as materialized (
      select member, person_id, row_number() over (order by ${member}) as place
      from candidate where verdict in ${SENDABLE} order by ${member} ${limit})`;
}

/** In stages: the first hundred, then up to a tenth, then the rest; all at once when they are few. */
function entries({ id, target, step, startsAt }: RunOrder): RawBuilder<unknown> {
  const { organisation, round } = target;
  return sql`select ${organisation}, ${round.id}, member, ${step}, ${id}, person_id, 'reminder', 'due',
      case when people <= ${sql.lit(ONE_STAGE_UP_TO)} or place <= ${sql.lit(FIRST_STAGE)} then 1
        when (place - 1) * 10 < people then 2 else 3 end,
      ${startsAt} from chosen cross join (select count(*) as people from chosen) as everybody`;
}
