import type { TeamCatalogue } from "../core/team/team-snapshot.ts";
import type { TeamView } from "../core/team/team-view.ts";
import { UnavailableError } from "../runner/ports.ts";
import type { TeamSnapshots } from "../runner/team-snapshots.ts";
import { reachDatabase } from "./database-errors.ts";
import { dueRounds } from "./due-rounds.ts";
import { findTeamView } from "./find-team-view.ts";
import { isPostgres } from "./is-postgres.ts";
import type { Database } from "./schema.ts";
import type { RoundToShow } from "./snapshot-run.ts";
import { type SnapshotTools, takeTeamSnapshot } from "./take-team-snapshot.ts";

/** SQLite reads within this process, and everything else waits for a page. */
const PAGE = { postgres: 5_000, sqlite: 500 };

/** Some tens of megabytes. */
const KEPT_PEOPLE = 50_000;

/** What team snapshots are made of. */
export interface TeamSnapshotOptions {
  /**
   * A second connection to the same SQLite file, for snapshots alone: they are read at one instant while others
   * write. For PostgreSQL the pool itself.
   */
  readonly reader: Database;
  readonly catalogue: TeamCatalogue;
  /** The framework's units of capability, in its order. */
  readonly units: readonly { readonly code: string }[];
  /** Rows read at a time. */
  readonly pageSize?: number;
  /** See SnapshotTools. */
  readonly keptPeople?: number;
}

/** Team snapshots in SQL, the same for SQLite and PostgreSQL. */
export class SqlTeamSnapshots implements TeamSnapshots {
  readonly #database: Database;
  readonly #tools: SnapshotTools;

  constructor(database: Database, options: TeamSnapshotOptions) {
    this.#database = database;
    const pageSize = isPostgres(database) ? PAGE.postgres : PAGE.sqlite;
    this.#tools = { pageSize, keptPeople: KEPT_PEOPLE, ...options, database };
  }

  view(organisation: string, unit: string, at: number): Promise<TeamView | null> {
    return reachDatabase(() => findTeamView(this.#database, { organisation, unit, at }));
  }

  async refresh(at: number): Promise<number> {
    const troubles: unknown[] = [];
    let taken = 0;
    for (const organisation of await this.#organisations()) {
      try {
        taken += await this.#refreshOne(organisation, at);
      } catch (error) {
        if (error instanceof UnavailableError) throw error;
        // What is wrong with one organisation must not keep the others from their figures.
        troubles.push(error);
      }
    }
    if (troubles.length > 0) throw new SnapshotError(troubles);
    return taken;
  }

  /** Takes a snapshot, due or not; false while another attempt is under way. Throws UnavailableError. */
  take(of: RoundToShow, at: number): Promise<boolean> {
    return reachDatabase(() => takeTeamSnapshot(this.#tools, of, at));
  }

  async #refreshOne(organisation: string, at: number): Promise<number> {
    let taken = 0;
    for (const due of await reachDatabase(() => dueRounds(this.#database, organisation, at))) {
      if (await this.take(due, at)) taken += 1;
    }
    return taken;
  }

  async #organisations(): Promise<readonly string[]> {
    const rows = await reachDatabase(() =>
      this.#database.selectFrom("organisation").select("id").orderBy("id").execute(),
    );
    return rows.map(({ id }) => id);
  }
}

/** Snapshots of some organisations could not be taken; those of the others were. */
export class SnapshotError extends AggregateError {
  readonly code = "SNAPSHOT_FAILED";

  constructor(troubles: readonly unknown[]) {
    super(troubles, `Snapshots of ${troubles.length} organisations could not be taken`, {
      cause: troubles[0],
    });
    this.name = "SnapshotError";
  }
}
