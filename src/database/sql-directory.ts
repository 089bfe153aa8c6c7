import type { Transaction } from "kysely";
import type { Member, OrgUnit } from "../core/people/member.ts";
import type { Organisation, OrganisationChanges } from "../core/people/organisation.ts";
import type { Directory, Roster, RosterImport, RosterProgress, RosterUpdate } from "../runner/directory.ts";
import { applyRosterIn } from "./apply-roster.ts";
import { reachDatabase } from "./database-errors.ts";
import { organisationColumns, organisationOf } from "./directory-rows.ts";
import { importRosterIn, RosterMovedError } from "./import-roster.ts";
import { membersAfter, membersWith } from "./read-members.ts";
import type { Database, DatabaseSchema } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

/** Most people are read in pages; a roster is compared as a whole. */
const PAGE = 5_000;

/** Organisations and people in SQL, the same for SQLite and PostgreSQL. */
export class SqlDirectory implements Directory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  addOrganisation(organisation: Organisation, actor: string): Promise<boolean> {
    const { id, createdAt: at, ...detail } = organisation;
    const row = {
      id,
      name_th: detail.name.th,
      name_en: detail.name.en,
      stage: detail.stage,
      controller_th: detail.controller.th,
      controller_en: detail.controller.en,
      contact: detail.contact,
      threshold: detail.threshold,
      monthly_messages: detail.monthlyMessages ?? null,
      created_at: at,
    };
    return this.#inTransaction(async (tx) => {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto("organisation")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows !== 1n) return false;
      await appendAudit(tx, [
        { at, actor, action: "organisation_add", organisation: id, subject: null, detail },
      ]);
      return true;
    });
  }

  setOrganisation(
    id: string,
    changes: OrganisationChanges,
    actor: string,
    at: number,
  ): Promise<Organisation | undefined> {
    return this.#inTransaction(async (tx) => {
      const row = await tx
        .updateTable("organisation")
        .set(organisationColumns(changes))
        .where("id", "=", id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const note = { at, actor, action: "organisation_set" as const, organisation: id, subject: null };
      await appendAudit(tx, [{ ...note, detail: changes }]);
      return organisationOf(row);
    });
  }

  async organisation(id: string): Promise<Organisation | undefined> {
    const row = await this.#organisationRow(id);
    return row === undefined ? undefined : organisationOf(row);
  }

  async organisations(): Promise<readonly Organisation[]> {
    const rows = await reachDatabase(() =>
      this.#database.selectFrom("organisation").selectAll().orderBy("id").execute(),
    );
    return rows.map(organisationOf);
  }

  units(organisation: string): Promise<readonly OrgUnit[]> {
    return reachDatabase(() =>
      this.#database
        .selectFrom("org_unit")
        .select(["id", "parent", "name"])
        .where("organisation", "=", organisation)
        .orderBy("id")
        .execute(),
    );
  }

  members(
    organisation: string,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly Member[]> {
    return reachDatabase(() => membersAfter(this.#database, organisation, page));
  }

  membersWith(organisation: string, staffNumbers: readonly string[]): Promise<readonly Member[]> {
    return reachDatabase(() => membersWith(this.#database, organisation, staffNumbers));
  }

  async rosterRevision(organisation: string): Promise<number | undefined> {
    return (await this.#organisationRow(organisation))?.roster_revision;
  }

  async roster(organisation: string): Promise<Roster | undefined> {
    // The revision first: a change between the reads makes applying fail instead of going unnoticed.
    const revision = await this.rosterRevision(organisation);
    if (revision === undefined) return undefined;
    const members: Member[] = [];
    for (let after: string | undefined; ; ) {
      const page = await this.members(organisation, { after, limit: PAGE });
      for (const member of page) members.push(member);
      if (page.length < PAGE) break;
      after = page.at(-1)?.staffNumber;
    }
    return { revision, units: await this.units(organisation), members };
  }

  applyRoster(update: RosterUpdate, onProgress: RosterProgress = () => {}): Promise<boolean> {
    return this.#inTransaction((tx) => applyRosterIn(tx, update, onProgress));
  }

  async importRoster(roster: RosterImport, onProgress: RosterProgress = () => {}): Promise<boolean> {
    try {
      return await this.#inTransaction((tx) => importRosterIn(tx, roster, onProgress));
    } catch (error) {
      if (error instanceof RosterMovedError) return false;
      throw error;
    }
  }

  #organisationRow(id: string) {
    return reachDatabase(() =>
      this.#database.selectFrom("organisation").selectAll().where("id", "=", id).executeTakeFirst(),
    );
  }

  #inTransaction<T>(work: (tx: Transaction<DatabaseSchema>) => Promise<T>): Promise<T> {
    return reachDatabase(() => this.#database.transaction().execute(work));
  }
}
