import { sql } from "kysely";
import { LOCKED_OUT_MS } from "../core/people/link-code.ts";
import type { SessionStore } from "../runner/ports.ts";
import type { Retention, RetentionCounts, RetentionPeriods } from "../runner/retention-job.ts";
import { reachDatabase } from "./database-errors.ts";
import { deleteInBatches } from "./delete-in-batches.ts";
import { monthsBefore } from "./months-before.ts";
import { removeInactive } from "./remove-inactive.ts";
import { removeOldRounds } from "./remove-old-rounds.ts";
import type { Database } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** HR may look for some time why a code did not work. */
const CODES_KEPT_MS = 90 * DAY_MS;
const MARKS_KEPT_MS = 30 * DAY_MS;
/** Events may be delivered again for a while, and must not count anew. */
const ATTEMPTS_KEPT_MS = LOCKED_OUT_MS + 3 * DAY_MS;

/** Deletes from SQL what has been kept for long enough, the same for SQLite and PostgreSQL. */
export class SqlRetention implements Retention {
  readonly #database: Database;
  readonly #sessions: SessionStore;
  readonly #periods: RetentionPeriods;

  /** @param sessions whoever has one is not inactive */
  constructor(database: Database, sessions: SessionStore, periods: RetentionPeriods) {
    this.#database = database;
    this.#sessions = sessions;
    this.#periods = periods;
  }

  applyRetention(now: number): Promise<RetentionCounts> {
    return reachDatabase(async () => {
      const counts = await this.#deleteAll(now);
      if (Object.values(counts).some((count) => count > 0)) await this.#note(now, counts);
      return counts;
    });
  }

  async #deleteAll(now: number): Promise<RetentionCounts> {
    const { answersMonths, inactiveMonths, auditMonths } = this.#periods;
    const db = this.#database;
    // Nothing is older than the beginning of time.
    const cutoff = (months: number | null) => (months === null ? 0 : monthsBefore(now, months));
    const people = await removeInactive(db, this.#sessions, cutoff(inactiveMonths));
    const rounds = await removeOldRounds(db, cutoff(answersMonths));
    return {
      people,
      assessments: await removeOldAssessments(db, cutoff(answersMonths)),
      ...rounds,
      marks: await removeMarks(db, now - MARKS_KEPT_MS),
      linkCodes: await removeCodes(db, now - CODES_KEPT_MS),
      codeAttempts: await removeAttempts(db, now - ATTEMPTS_KEPT_MS),
      auditEntries: await deleteInBatches(db, "audit_log", ["id"], sql`at < ${cutoff(auditMonths)}`),
    };
  }

  #note(at: number, counts: RetentionCounts): Promise<void> {
    const nobody = { organisation: null, subject: null };
    return appendAudit(this.#database, [
      { at, actor: "system", action: "retention", ...nobody, detail: { ...counts } },
    ]);
  }
}

/** What still counts in a round goes with the round. */
function removeOldAssessments(db: Database, before: number): Promise<number> {
  const counts = sql`select 1 from response
    where response.person_id = assessment.person_id and response.assessment = assessment.id`;
  return deleteInBatches(
    db,
    "assessment",
    ["id"],
    sql`coalesce(completed_at, updated_at) < ${before} and not exists (${counts})`,
  );
}

/** A round that was closed when its snapshot was taken is never published anew, so nobody needs its marks. */
async function removeMarks(db: Database, before: number): Promise<number> {
  const isFinal = (table: "cell_mark" | "cell_erasure") => sql`exists (
    select 1 from team_snapshot as shown
    where shown.organisation = ${sql.ref(`${table}.organisation`)} and shown.round = ${sql.ref(`${table}.round`)}
      and shown.was_closed = 1 and shown.taken_at < ${before})`;
  const key = ["organisation", "round", "member"];
  await deleteInBatches(db, "cell_erasure", key, isFinal("cell_erasure"));
  return deleteInBatches(db, "cell_mark", [...key, "number"], isFinal("cell_mark"));
}

function removeCodes(db: Database, before: number): Promise<number> {
  return deleteInBatches(db, "link_code", ["code_hash"], sql`used_at < ${before} or expires_at < ${before}`);
}

function removeAttempts(db: Database, before: number): Promise<number> {
  return deleteInBatches(db, "code_attempt", ["person_id", "event_id"], sql`at < ${before}`);
}
