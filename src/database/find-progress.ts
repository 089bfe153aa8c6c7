import { type RawBuilder, sql } from "kysely";
import type { Round } from "../core/people/round.ts";
import type { ProgressCounts, ProgressView } from "../core/reminder/reminder.ts";
import { WHOLE_ORGANISATION } from "../core/team/team-view.ts";
import { below, inAudience } from "./in-audience.ts";
import { runOf, runRows } from "./reminder-run-rows.ts";
import type { Database } from "./schema.ts";
import { unitPath, unitsBelow } from "./unit-path.ts";

/** Whose progress is looked at, and when. */
interface Asked {
  readonly organisation: string;
  readonly round: Round;
  readonly unit: string;
  readonly at: number;
}

/** How people may stand, the first that fits, in the order of standings. */
const STATUSES = [
  "completed",
  "not_linked",
  "blocked",
  "undeliverable",
  "declined",
  "in_progress",
  "not_started",
] as const;
const WISHES = ["none", "opted_out", "snoozed"] as const;

/** People of a unit below (null for the unit itself) who stand alike. */
interface ProgressRow {
  readonly top: string | null;
  readonly status: (typeof STATUSES)[number];
  readonly wish: (typeof WISHES)[number];
  readonly people: number;
}

const MOST_RUNS = 3;

/**
 * How a round gets on in a unit and in those directly below that have people of the round; undefined when there is no
 * such unit. Everybody is counted by one query, as standings has them by name.
 */
export async function findProgress(
  db: Database,
  organisation: string,
  round: Round,
  unit: string,
  at: number,
): Promise<ProgressView | undefined> {
  const asked: Asked = { organisation, round, unit, at };
  const [threshold, path] = await Promise.all([
    thresholdOf(db, organisation),
    unitPath(db, organisation, unit),
  ]);
  if (threshold === undefined || (unit !== WHOLE_ORGANISATION && path.length === 0)) return undefined;
  const rows = await countPeople(db, asked);
  const counts = countsOf(rows);
  const isTellable = unit === WHOLE_ORGANISATION && isOfEnough(counts, threshold);
  return {
    round,
    path,
    counts,
    below: await belowOf(db, asked, rows),
    apart: isTellable ? apartOf(rows) : null,
    runs: await latestRuns(db, asked),
  };
}

async function thresholdOf(db: Database, organisation: string): Promise<number | undefined> {
  const row = await db
    .selectFrom("organisation")
    .select("threshold")
    .where("id", "=", organisation)
    .executeTakeFirst();
  return row?.threshold;
}

/** Of each unit first, and by numbers: databases take their time to join everybody to units, and to sort words. */
async function countPeople(db: Database, asked: Asked): Promise<readonly ProgressRow[]> {
  const { organisation, round, unit, at } = asked;
  const { rows } = await sql<Record<"status" | "wish" | "people", number> & Pick<ProgressRow, "top">>`
    with recursive tree(id, top) as (
      select id, id from org_unit where organisation = ${organisation} and ${isTop(unit)}
      union
      select child.id, tree.top from org_unit as child join tree on child.parent = tree.id
      where child.organisation = ${organisation}
    ), standing as (
    select member.unit, ${statusIn(asked)} as status,
      case when person.reminders_stopped_for in ('always', ${round.id}) then ${number(WISHES, "opted_out")}
        when person.reminders_snoozed_until > ${at} then ${number(WISHES, "snoozed")}
        else ${number(WISHES, "none")} end as wish,
      count(*) as people
    from member
      left join account_link as link on link.member = member.id
      left join person on person.person_id = link.person_id
      left join response on response.organisation = ${organisation} and response.round = ${round.id}
        and response.member = member.id
    where member.organisation = ${organisation} and member.active = 1
      and ${below(organisation, unit)} and ${inAudience(organisation, round.audience)}
    group by 1, 2, 3
    )
    select tree.top, standing.status, standing.wish, sum(standing.people) as people
    from standing left join tree on tree.id = standing.unit
    group by tree.top, standing.status, standing.wish`.execute(db);
  return rows.map(({ top, status, wish, people }) => ({
    top,
    status: STATUSES[status] ?? "not_started",
    wish: WISHES[wish] ?? "none",
    people: Number(people),
  }));
}

function number<W extends string>(words: readonly W[], word: W): RawBuilder<number> {
  return sql.lit(words.indexOf(word));
}

function isTop(unit: string): RawBuilder<boolean> {
  return unit === WHOLE_ORGANISATION ? sql<boolean>`parent is null` : sql<boolean>`parent = ${unit}`;
}

function statusIn({ organisation, round }: Asked): RawBuilder<number> {
  const is = (status: ProgressRow["status"]) => number(STATUSES, status);
  return sql<number>`case
    when response.member is not null then ${is("completed")}
    when link.person_id is null then ${is("not_linked")}
    when person.reachable = 0 then ${is("blocked")}
    when exists (select 1 from reminder where reminder.organisation = ${organisation}
      and reminder.round = ${round.id} and reminder.state = 'refused'
      and reminder.member = member.id and reminder.person_id = link.person_id) then ${is("undeliverable")}
    when link.declined_at is not null then ${is("declined")}
    when exists (select 1 from assessment where assessment.person_id = link.person_id
      and assessment.kind = 'full' and assessment.status = 'in_progress') then ${is("in_progress")}
    else ${is("not_started")} end`;
}

function countsOf(rows: readonly ProgressRow[]): ProgressCounts {
  const blocked = countWhere(rows, ({ status }) => status === "blocked");
  const undeliverable = countWhere(rows, ({ status }) => status === "undeliverable");
  return {
    people: countWhere(rows, () => true),
    completed: countWhere(rows, ({ status }) => status === "completed"),
    inProgress: countWhere(rows, ({ status }) => status === "in_progress"),
    notStarted: countWhere(rows, ({ status }) => status === "not_started"),
    declined: countWhere(rows, ({ status }) => status === "declined"),
    notReachable: blocked + undeliverable,
    notLinked: countWhere(rows, ({ status }) => status === "not_linked"),
  };
}

/**
 * Lists have by name who cannot be reached and who has not finished: figures that take one of these two apart would
 * tell of a few by name.
 */
function isOfEnough(counts: ProgressCounts, threshold: number): boolean {
  const { people, notReachable, inProgress, notStarted } = counts;
  const named = [notReachable, inProgress + notStarted];
  return people >= threshold && named.every((some) => some === 0 || some >= threshold);
}

/** Everybody once, and only those somebody would remind otherwise. */
function apartOf(rows: readonly ProgressRow[]): NonNullable<ProgressView["apart"]> {
  const isDue = ({ status }: ProgressRow) => status === "in_progress" || status === "not_started";
  return {
    optedOut: countWhere(rows, (row) => isDue(row) && row.wish === "opted_out"),
    snoozed: countWhere(rows, (row) => isDue(row) && row.wish === "snoozed"),
    blocked: countWhere(rows, ({ status }) => status === "blocked"),
    undeliverable: countWhere(rows, ({ status }) => status === "undeliverable"),
  };
}

function countWhere(rows: readonly ProgressRow[], isMeant: (row: ProgressRow) => boolean): number {
  return rows.reduce((sum, row) => sum + (isMeant(row) ? row.people : 0), 0);
}

async function belowOf(
  db: Database,
  { organisation, unit }: Asked,
  rows: readonly ProgressRow[],
): Promise<ProgressView["below"]> {
  const units = await unitsBelow(db, organisation, unit);
  const byTop = Map.groupBy(rows, ({ top }) => top);
  const shown = units.filter(({ id }) => byTop.has(id));
  const parents = await parentsAmong(
    db,
    organisation,
    shown.map(({ id }) => id),
  );
  return shown.map(({ id, name }) => ({
    id,
    name,
    counts: countsOf(byTop.get(id) ?? []),
    hasUnits: parents.has(id),
  }));
}

async function parentsAmong(
  db: Database,
  organisation: string,
  units: readonly string[],
): Promise<ReadonlySet<string | null>> {
  if (units.length === 0) return new Set();
  const rows = await db
    .selectFrom("org_unit")
    .select("parent")
    .distinct()
    .where("organisation", "=", organisation)
    .where("parent", "in", units)
    .execute();
  return new Set(rows.map(({ parent }) => parent));
}

async function latestRuns(db: Database, { organisation, round }: Asked): Promise<ProgressView["runs"]> {
  const rows = await runRows(db)
    .where("reminder_run.organisation", "=", organisation)
    .where("reminder_run.round", "=", round.id)
    .orderBy("reminder_run.created_at", "desc")
    .orderBy("reminder_run.id", "desc")
    .limit(MOST_RUNS)
    .execute();
  return rows.map((row) => runOf(row, row));
}
