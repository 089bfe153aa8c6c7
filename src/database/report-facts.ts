import { sql } from "kysely";
import type { ClaimedReminder } from "../runner/reminders.ts";
import type { ClaimedRow } from "./ledger-claim.ts";
import type { PresentNotice } from "./ledger-facts.ts";
import { valuesTable } from "./ledger-values.ts";
import type { Database } from "./schema.ts";

/** What the records know of whoever gets a report. */
interface ReaderRow {
  readonly run: string;
  readonly run_notice: string | null;
  /** Id of the member; null unless they are one of human resources there, and active. */
  readonly officer: string | null;
  readonly declined_at: number | null;
  readonly reachable: number | null;
  readonly notice_version: string | null;
}

const COLUMNS = { run: "text", organisation: "text", person_id: "text" } as const;

/**
 * What keeps reports of those claimed from being sent, by run; null for one that may be. A report goes to nobody but
 * an active officer of human resources of the run's organisation who has accepted the notice: between starting
 * a run, or making a rule for months, and its report they may have left.
 */
export async function reportFacts(
  db: Database,
  claimed: readonly ClaimedRow[],
  notice?: PresentNotice,
): Promise<ReadonlyMap<string, ClaimedReminder["facts"]>> {
  const reports = claimed.filter(({ kind }) => kind === "report");
  if (reports.length === 0) return new Map();
  const readers = new Map((await readersOf(db, reports)).map((row) => [row.run, row]));
  return new Map(
    reports.map(({ run, round, organisation }) => {
      const reader = readers.get(run);
      return [run, factsOf(round, reader, notice?.(organisation) ?? reader?.run_notice)];
    }),
  );
}

async function readersOf(db: Database, reports: readonly ClaimedRow[]): Promise<readonly ReaderRow[]> {
  const keys = reports.map(({ run, organisation, person_id }) => ({ run, organisation, person_id }));
  const { rows } = await sql<ReaderRow>`
    select given.run, run.notice_version as run_notice, member.id as officer, link.declined_at,
      person.reachable, person.notice_version
    from ${valuesTable(db, "given", COLUMNS, keys)}
    left join reminder_run as run on run.id = given.run
    left join account_link as link on link.person_id = given.person_id and link.organisation = given.organisation
    left join member on member.id = link.member and member.organisation = given.organisation
      and member.active = 1 and member.role = 'hr'
    left join person on person.person_id = given.person_id`.execute(db);
  return rows;
}

/** The round, and what they wish about reminders, keep no report away. */
function factsOf(
  round: string,
  reader: ReaderRow | undefined,
  wanted: string | null | undefined,
): ClaimedReminder["facts"] {
  const isLinked = reader !== undefined && reader.officer !== null;
  const hasDeclined = reader !== undefined && reader.declined_at !== null;
  const notice = reader?.notice_version ?? null;
  const hasNotice = notice !== null && notice === wanted;
  const isReachable = reader?.reachable !== 0;
  if (isLinked && !hasDeclined && hasNotice && isReachable) return null;
  return {
    isRoundOpen: true,
    isInRound: true,
    isLinked,
    isCompleted: false,
    hasDeclined,
    hasNotice,
    isReachable,
    isDeliverable: true,
    choice: { stoppedFor: null, snoozedUntil: null, changedAt: null },
    round,
    isUnderWay: false,
    sent: 0,
    lastSentAt: null,
    isOnItsWay: false,
  };
}
