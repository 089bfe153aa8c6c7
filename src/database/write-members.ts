import type { OrgUnit, RosterMember } from "../core/people/member.ts";
import { memberRow } from "./directory-rows.ts";
import type { Database } from "./schema.ts";

/** Rows per statement; times the columns it stays below the parameters either dialect allows. */
const BATCH = 500;

/** A person with the id they have or get. */
export interface PlacedMember {
  readonly id: string;
  readonly member: RosterMember;
}

/** Takes the next revision of a roster; false when it is no longer at this one. Until the end nobody else can. */
export async function advanceRevision(
  tx: Database,
  { organisation, revision }: { readonly organisation: string; readonly revision: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("organisation")
    .set({ roster_revision: revision + 1 })
    .where("id", "=", organisation)
    .where("roster_revision", "=", revision)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Does work on many things, as many at a time as a statement takes. */
export async function inBatches<T>(
  items: readonly T[],
  work: (batch: readonly T[], done: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = items.slice(from, from + BATCH);
    await work(batch, from + batch.length);
  }
}

/** Adds units, or gives them their new names and places. */
export async function saveUnits(
  tx: Database,
  organisation: string,
  units: readonly OrgUnit[],
): Promise<void> {
  await inBatches(units, async (batch) => {
    await tx
      .insertInto("org_unit")
      .values(batch.map(({ id, parent, name }) => ({ organisation, id, parent, name })))
      .onConflict((conflict) =>
        conflict
          .columns(["organisation", "id"])
          .doUpdateSet((row) => ({ parent: row.ref("excluded.parent"), name: row.ref("excluded.name") })),
      )
      .execute();
  });
}

/** Adds people, or changes everything about them but their ids; they are active then. */
export async function saveMembers(
  tx: Database,
  organisation: string,
  batch: readonly PlacedMember[],
  at: number,
): Promise<void> {
  await tx
    .insertInto("member")
    .values(batch.map(({ id, member }) => memberRow(id, organisation, member, at)))
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((row) => ({
        name: row.ref("excluded.name"),
        email: row.ref("excluded.email"),
        unit: row.ref("excluded.unit"),
        group_name: row.ref("excluded.group_name"),
        role: row.ref("excluded.role"),
        active: row.ref("excluded.active"),
        updated_at: row.ref("excluded.updated_at"),
      })),
    )
    .execute();
  await saveManages(tx, batch);
}

async function saveManages(tx: Database, batch: readonly PlacedMember[]): Promise<void> {
  const ids = batch.map(({ id }) => id);
  await tx.deleteFrom("member_manages").where("member", "in", ids).execute();
  const rows = batch.flatMap(({ id, member }) => member.manages.map((unit) => ({ member: id, unit })));
  await inBatches(rows, async (some) => {
    await tx.insertInto("member_manages").values(some).execute();
  });
}

/** These people have left. */
export async function deactivate(tx: Database, ids: readonly string[], at: number): Promise<void> {
  await tx.updateTable("member").set({ active: 0, updated_at: at }).where("id", "in", ids).execute();
}
