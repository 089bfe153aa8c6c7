import type { Selectable } from "kysely";
import type { Effect } from "../core/conversation/effect.ts";
import { gather, togetherElseAlone } from "../runner/gather.ts";
import type { AssessmentRecord, PersonRecord, Records } from "../runner/ports.ts";
import { applyEffects, type TurnEffects } from "./apply-effects.ts";
import { reachDatabase } from "./database-errors.ts";
import type { Tx } from "./effect-origin.ts";
import { erasedUpTo } from "./erasures.ts";
import { lockFree, lockPerson } from "./lock-person.ts";
import { assessmentRecord } from "./save-assessment.ts";
import type { Database, PersonTable } from "./schema.ts";

/** Turns whose effects go into one transaction: as many as a worker has in hand. */
const MOST_TOGETHER = 64;

/** The records in SQL, the same for SQLite and PostgreSQL. */
export class SqlRecords implements Records {
  readonly #database: Database;
  /** Most of what a transaction costs it costs once, however many turns it holds. */
  readonly #applyTogether: (turn: TurnEffects) => Promise<"done" | "busy">;

  constructor(database: Database) {
    this.#database = database;
    this.#applyTogether = gather(
      (turns) => togetherElseAlone(turns, (some) => this.#applyToFree(some)),
      MOST_TOGETHER,
    );
  }

  async apply(personId: string, revision: number, effects: readonly Effect[], at: number): Promise<void> {
    if (effects.length === 0) return;
    const turn = { personId, revision, effects, at };
    // What is erased takes longer, and nobody else should wait for it.
    const isErasing = effects.some(({ type }) => type === "erase_person");
    if (isErasing || (await this.#applyTogether(turn)) === "busy") await this.#applyAlone(turn);
  }

  erasedUpTo(personId: string): Promise<number> {
    return reachDatabase(() => erasedUpTo(this.#database, personId));
  }

  async loadPerson(
    personId: string,
  ): Promise<
    { readonly person: PersonRecord; readonly assessments: readonly AssessmentRecord[] } | undefined
  > {
    const [person, assessments] = await reachDatabase(() =>
      Promise.all([this.#personRow(personId), this.#assessmentRows(personId)]),
    );
    if (person === undefined) return undefined;
    return { person: personRecord(person), assessments: assessments.map(assessmentRecord) };
  }

  /** Nobody waits for a person somebody else is at work on: that turn is told so, and done by itself. */
  #applyToFree(turns: readonly TurnEffects[]): Promise<readonly ("done" | "busy")[]> {
    return this.#inTransaction(async (tx) => {
      const free = await lockFree(
        tx,
        turns.map(({ personId }) => personId),
      );
      await applyEffects(
        tx,
        turns.filter(({ personId }) => free.has(personId)),
      );
      return turns.map(({ personId }) => (free.has(personId) ? "done" : "busy"));
    });
  }

  #applyAlone(turn: TurnEffects): Promise<void> {
    return this.#inTransaction(async (tx) => {
      await lockPerson(tx, turn.personId);
      await applyEffects(tx, [turn]);
    });
  }

  #inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return reachDatabase(() => this.#database.transaction().execute(work));
  }

  #personRow(personId: string) {
    return this.#database
      .selectFrom("person")
      .selectAll()
      .where("person_id", "=", personId)
      .executeTakeFirst();
  }

  #assessmentRows(personId: string) {
    return this.#database
      .selectFrom("assessment")
      .selectAll()
      .where("person_id", "=", personId)
      .orderBy("started_at", "desc")
      .orderBy("id", "desc")
      .execute();
  }
}

function personRecord(row: Selectable<PersonTable>): PersonRecord {
  const { stage, group_name: group, role_source: source } = row;
  const { notice_version: version, notice_accepted_at: acceptedAt } = row;
  return {
    personId: row.person_id,
    language: row.language,
    plainText: row.plain_text === 1,
    reachable: row.reachable === 1,
    role: stage !== null && group !== null && source !== null ? { stage, group, source } : null,
    notice: version !== null && acceptedAt !== null ? { version, acceptedAt } : null,
    reminders: {
      stoppedFor: row.reminders_stopped_for,
      snoozedUntil: row.reminders_snoozed_until,
      changedAt: row.reminders_changed_at,
    },
    revision: row.revision,
  };
}
