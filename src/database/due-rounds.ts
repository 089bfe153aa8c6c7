import { sql } from "kysely";
import { calendarYear, yearOf } from "../core/people/round.ts";
import { isSnapshotDue, NEW_RESPONSES_FOR_SNAPSHOT } from "../core/team/snapshot-due.ts";
import { currentRound } from "./round-rows.ts";
import type { Database } from "./schema.ts";
import type { RoundToShow } from "./snapshot-run.ts";

/** Responses may arrive a while after they were completed; later ones are not looked for, but shown all the same. */
const LATE_MS = 60 * 60 * 1_000;
/** Responses looked at by one statement. */
const PAGE = 1_000;

/** The rounds of an organisation of which a snapshot is due. */
export async function dueRounds(
  db: Database,
  organisation: string,
  at: number,
): Promise<readonly RoundToShow[]> {
  const latest = await latestSnapshots(db, organisation);
  const { id: round } = await currentRound(db, organisation, at);
  const closed = await closedRounds(db, organisation, at);
  const newResponses = await countNewResponses(db, organisation, round);
  const isDue = isSnapshotDue({ newResponses, isRoundClosed: false, wasRoundClosed: false });
  return [
    ...closed.map((id) => ({ organisation, round: id, isClosed: true })),
    ...(isDue ? [{ organisation, round, isClosed: false }] : []),
  ].map((due) => ({ ...due, latest: latest.get(due.round) ?? 0 }));
}

/** The number of every round's latest snapshot; read before anything is found to be due. */
async function latestSnapshots(db: Database, organisation: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ round: string; number: number }>`
    select round, max(number) as number from snapshot_run
    where organisation = ${organisation} and state = 'published' group by round`.execute(db);
  return new Map(rows.map(({ round, number }) => [round, number]));
}

/** Rounds that are over and whose last snapshot was taken before. */
async function closedRounds(db: Database, organisation: string, at: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select round.id from round
      left join team_snapshot as latest on latest.organisation = round.organisation and latest.round = round.id
      where round.organisation = ${organisation} and round.state = 'closed' and coalesce(latest.was_closed, 0) = 0
    union select round from team_snapshot where organisation = ${organisation} and was_closed = 0
    union select ${previousYear(at)} where exists (select 1 from response
      where organisation = ${organisation} and round = ${previousYear(at)})
      and not exists (select 1 from team_snapshot
      where organisation = ${organisation} and round = ${previousYear(at)})
    order by 1`.execute(db);
  const campaigns = await db
    .selectFrom("round")
    .select(["id", "state"])
    .where("organisation", "=", organisation)
    .execute();
  const running = new Set(campaigns.filter(({ state }) => state !== "closed").map(({ id }) => id));
  const thisYear = yearOf(calendarYear(at).id) ?? 0;
  return rows.map(({ id }) => id).filter((id) => !running.has(id) && (yearOf(id) ?? 0) < thisYear);
}

function previousYear(at: number): string {
  return calendarYear(calendarYear(at).opensAt - 1).id;
}

/** People with a response now who had none in the latest snapshot; no more are looked for than are needed. */
async function countNewResponses(db: Database, organisation: string, round: string): Promise<number> {
  const latest = await db
    .selectFrom("team_snapshot")
    .select("taken_at")
    .where("organisation", "=", organisation)
    .where("round", "=", round)
    .executeTakeFirst();
  const since = latest === undefined ? 0 : latest.taken_at - LATE_MS;
  let found = 0;
  for (let last: LatestResponse | undefined; found < NEW_RESPONSES_FOR_SNAPSHOT; ) {
    const page = await latestResponses(db, { organisation, round, since, last });
    found += page.filter(({ times_shown: times }) => times === 0).length;
    last = page.at(-1);
    if (page.length < PAGE) break;
  }
  return found;
}

interface LatestResponse {
  readonly member: string;
  readonly completed_at: number;
  /** By how many snapshots a response of theirs was known. */
  readonly times_shown: number;
}

interface ResponsesAfter {
  readonly organisation: string;
  readonly round: string;
  readonly since: number;
  readonly last: LatestResponse | undefined;
}

/** The newest first. Marks are looked up for each: a join might go through all of them for every response. */
async function latestResponses(
  db: Database,
  { organisation, round, since, last }: ResponsesAfter,
): Promise<readonly LatestResponse[]> {
  const isNext =
    last === undefined ? sql`` : sql`and (completed_at, member) < (${last.completed_at}, ${last.member})`;
  const { rows } = await sql<LatestResponse>`
    select member, completed_at,
      (select sum(mark.answered * (select count(*) from snapshot_run as run
          where run.organisation = mark.organisation and run.round = mark.round
            and run.number = mark.number and run.state = 'published'))
        from cell_mark as mark where mark.organisation = response.organisation
          and mark.round = response.round and mark.member = response.member) as times_shown
    from response
    where organisation = ${organisation} and round = ${round} and completed_at >= ${since} ${isNext}
    order by completed_at desc, member desc limit ${PAGE}`.execute(db);
  return rows.map((row) => ({ ...row, times_shown: Number(row.times_shown) }));
}
