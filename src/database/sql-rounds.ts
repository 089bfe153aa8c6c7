import type { Transaction } from "kysely";
import type { Audience } from "../core/people/audience.ts";
import { type Round, yearOf } from "../core/people/round.ts";
import type { KeptRound, MemberStanding, Rounds, StandingsPage } from "../runner/rounds.ts";
import { reachDatabase } from "./database-errors.ts";
import { inAudience } from "./in-audience.ts";
import { currentRound, OPEN, roundColumns, roundOf } from "./round-rows.ts";
import type { Database, DatabaseSchema } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";
import { listStandings } from "./standings.ts";

type Tx = Transaction<DatabaseSchema>;

/** Who closes and opens rounds because the time has come, in the audit log. */
const BY_TIME = "system:rounds";

/** Rounds in SQL, the same for SQLite and PostgreSQL. */
export class SqlRounds implements Rounds {
  readonly #database: Database;
  readonly #counter: Database;

  /** @param counter the same database, what everybody of a round is counted and listed through */
  constructor(database: Database, counter = database) {
    this.#database = database;
    this.#counter = counter;
  }

  current(organisation: string, at: number): Promise<Round> {
    return reachDatabase(() => currentRound(this.#database, organisation, at));
  }

  async list(organisation: string): Promise<readonly KeptRound[]> {
    const rows = await reachDatabase(() =>
      this.#database
        .selectFrom("round")
        .selectAll()
        .where("organisation", "=", organisation)
        .orderBy("opens_at", "desc")
        .orderBy("id", "desc")
        .execute(),
    );
    return rows.map((row) => ({ ...roundOf(row), state: row.state }));
  }

  /** One that opens later is planned: `closeDue` opens it when its time has come and no other is open. */
  async open(organisation: string, round: Round, actor: string, at: number): Promise<boolean> {
    if (yearOf(round.id) !== undefined) return false;
    return this.#inTransaction(async (tx) => {
      await closeDueIn(tx, at, organisation);
      if (!(await addRound(tx, organisation, round, at))) return false;
      const { id, ...rest } = round;
      const detail = { round: id, ...rest };
      await appendAudit(tx, [{ at, actor, action: "round_open", organisation, subject: null, detail }]);
      return true;
    });
  }

  close(organisation: string, actor: string, at: number): Promise<Round | undefined> {
    return this.#inTransaction(async (tx) => {
      await closeDueIn(tx, at, organisation);
      const row = await tx
        .updateTable("round")
        .set({ state: "closed", closes_at: at })
        .where("organisation", "=", organisation)
        .where("state", "=", OPEN)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const detail = { round: row.id };
      await appendAudit(tx, [{ at, actor, action: "round_close", organisation, subject: null, detail }]);
      return roundOf(row);
    });
  }

  closeDue(at: number): Promise<number> {
    return this.#inTransaction(async (tx) => {
      const closed = await closeDueIn(tx, at);
      await openDueIn(tx, at);
      return closed;
    });
  }

  async countMeant(organisation: string, audience: Audience | undefined): Promise<number> {
    const row = await reachDatabase(() =>
      this.#counter
        .selectFrom("member")
        .select((eb) => eb.fn.countAll().as("count"))
        .where("member.organisation", "=", organisation)
        .where("member.active", "=", 1)
        .where(inAudience(organisation, audience))
        .executeTakeFirstOrThrow(),
    );
    return Number(row.count);
  }

  standings(organisation: string, round: string, page: StandingsPage): Promise<readonly MemberStanding[]> {
    return reachDatabase(() => listStandings(this.#counter, organisation, round, page));
  }

  #inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return reachDatabase(() => this.#database.transaction().execute(work));
  }
}

async function addRound(tx: Tx, organisation: string, round: Round, at: number): Promise<boolean> {
  const { id, name, opensAt, closesAt } = round;
  const state = opensAt <= at ? "open" : "planned";
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("round")
    .values({ organisation, id, name, opens_at: opensAt, closes_at: closesAt, state, ...roundColumns(round) })
    // Of either index: the id is taken, or another one is open.
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function closeDueIn(tx: Tx, at: number, organisation?: string): Promise<number> {
  const due = tx
    .updateTable("round")
    .set({ state: "closed" })
    .where("state", "=", OPEN)
    .where("closes_at", "<=", at)
    .returning(["organisation", "id"]);
  const here = organisation === undefined ? due : due.where("organisation", "=", organisation);
  const closed = await here.execute();
  const note = { at, actor: BY_TIME, action: "round_close", subject: null } as const;
  await appendAudit(
    tx,
    closed.map(({ organisation: of, id }) => ({ ...note, organisation: of, detail: { round: id } })),
  );
  return closed.length;
}

async function openDueIn(tx: Tx, at: number): Promise<void> {
  const planned = await tx
    .selectFrom("round")
    .select(["organisation", "id"])
    .where("state", "=", "planned")
    .where("opens_at", "<=", at)
    .orderBy("opens_at")
    .orderBy("id")
    .execute();
  for (const { organisation, id } of planned) await openPlanned(tx, organisation, id, at);
}

async function openPlanned(tx: Tx, organisation: string, id: string, at: number): Promise<void> {
  const opened = await tx
    .updateTable("round")
    .set({ state: "open" })
    .where("organisation", "=", organisation)
    .where("id", "=", id)
    .where("state", "=", "planned")
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("round as other")
            .select("other.id")
            .where("other.organisation", "=", organisation)
            .where("other.state", "=", OPEN),
        ),
      ),
    )
    .returning("id")
    .executeTakeFirst();
  if (opened === undefined) return;
  const note = { at, actor: BY_TIME, action: "round_open", subject: null } as const;
  await appendAudit(tx, [{ ...note, organisation, detail: { round: id } }]);
}
