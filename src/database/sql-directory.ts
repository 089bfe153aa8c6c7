import type { Selectable, Transaction } from "kysely";
import type { Member, OrgUnit } from "../core/people/member.ts";
import type { Organisation, OrganisationChanges } from "../core/people/organisation.ts";
import type { Directory, Roster, RosterProgress, RosterUpdate } from "../runner/directory.ts";
import { applyRosterIn } from "./apply-roster.ts";
import { reachDatabase } from "./database-errors.ts";
import { memberOf, organisationColumns, organisationOf } from "./directory-rows.ts";
import type { Database, DatabaseSchema, MemberTable } from "./schema.ts";
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
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly Member[]> {
    const page = this.#database
      .selectFrom("member")
      .selectAll()
      .where("organisation", "=", organisation)
      .orderBy("staff_number")
      .limit(limit);
    const rows = after === undefined ? page : page.where("staff_number", ">", after);
    return reachDatabase(async () => this.#withManages(await rows.execute()));
  }

  async roster(organisation: string): Promise<Roster | undefined> {
    // The revision first: a change between the reads makes applying fail instead of going unnoticed.
    const row = await this.#organisationRow(organisation);
    if (row === undefined) return undefined;
    const members: Member[] = [];
    for (let after: string | undefined; ; ) {
      const page = await this.members(organisation, { after, limit: PAGE });
      for (const member of page) members.push(member);
      if (page.length < PAGE) break;
      after = page.at(-1)?.staffNumber;
    }
    return { revision: row.roster_revision, units: await this.units(organisation), members };
  }

  applyRoster(update: RosterUpdate, onProgress: RosterProgress = () => {}): Promise<boolean> {
    return this.#inTransaction((tx) => applyRosterIn(tx, update, onProgress));
  }

  #organisationRow(id: string) {
    return reachDatabase(() =>
      this.#database.selectFrom("organisation").selectAll().where("id", "=", id).executeTakeFirst(),
    );
  }

  async #withManages(rows: readonly Selectable<MemberTable>[]): Promise<readonly Member[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const found = await this.#database
      .selectFrom("member_manages")
      .selectAll()
      .where("member", "in", ids)
      .execute();
    const byMember = Map.groupBy(found, ({ member }) => member);
    return rows.map((row) => {
      const units = (byMember.get(row.id) ?? []).map(({ unit }) => unit);
      return memberOf(row, units.toSorted());
    });
  }

  #inTransaction<T>(work: (tx: Transaction<DatabaseSchema>) => Promise<T>): Promise<T> {
    return reachDatabase(() => this.#database.transaction().execute(work));
  }
}
