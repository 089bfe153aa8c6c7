import { randomUUID } from "node:crypto";
import type { Transaction } from "kysely";
import type { OrgUnit, RosterMember } from "../core/people/member.ts";
import { accessChanges } from "../core/people/roster-changes.ts";
import type { AuditNote, RosterProgress, RosterUpdate } from "../runner/directory.ts";
import { memberRow } from "./directory-rows.ts";
import type { DatabaseSchema } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

type Tx = Transaction<DatabaseSchema>;

/** Rows per statement; times the columns it stays below the parameters either dialect allows. */
const BATCH = 500;

interface Placed {
  readonly id: string;
  readonly member: RosterMember;
}

/**
 * Writes a change set inside a transaction, audit entries included.
 * @returns false, with nothing written, when the roster is no longer at the revision of the update
 */
export async function applyRosterIn(
  tx: Tx,
  update: RosterUpdate,
  onProgress: RosterProgress,
): Promise<boolean> {
  if (!(await advanceRevision(tx, update))) return false;
  const { changes, organisation, at } = update;
  const leaving = update.deactivateMissing ? changes.unlisted.map(({ id }) => id) : [];
  const placed = placedMembers(update);
  const all = placed.length + leaving.length;
  await saveUnits(tx, organisation, [
    ...changes.addedUnits,
    ...changes.changedUnits.map(({ after }) => after),
  ]);
  await inBatches(placed, async (batch, done) => {
    await saveMembers(tx, organisation, batch, at);
    await onProgress(done, all);
  });
  await inBatches(leaving, async (batch, done) => {
    await deactivate(tx, batch, at);
    await onProgress(placed.length + done, all);
  });
  await appendAudit(tx, auditNotes(update, placed));
  return true;
}

async function advanceRevision(tx: Tx, { organisation, revision }: RosterUpdate): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("organisation")
    .set({ roster_revision: revision + 1 })
    .where("id", "=", organisation)
    .where("roster_revision", "=", revision)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function placedMembers({ changes }: RosterUpdate): readonly Placed[] {
  return [
    ...changes.added.map((member) => ({ id: randomUUID(), member })),
    ...changes.changed.map(({ before, after }) => ({ id: before.id, member: after })),
  ];
}

async function inBatches<T>(
  items: readonly T[],
  work: (batch: readonly T[], done: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = items.slice(from, from + BATCH);
    await work(batch, from + batch.length);
  }
}

async function saveUnits(tx: Tx, organisation: string, units: readonly OrgUnit[]): Promise<void> {
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

async function saveMembers(
  tx: Tx,
  organisation: string,
  batch: readonly Placed[],
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

async function saveManages(tx: Tx, batch: readonly Placed[]): Promise<void> {
  const ids = batch.map(({ id }) => id);
  await tx.deleteFrom("member_manages").where("member", "in", ids).execute();
  const rows = batch.flatMap(({ id, member }) => member.manages.map((unit) => ({ member: id, unit })));
  await inBatches(rows, async (some) => {
    await tx.insertInto("member_manages").values(some).execute();
  });
}

async function deactivate(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  await tx.updateTable("member").set({ active: 0, updated_at: at }).where("id", "in", ids).execute();
}

function auditNotes(update: RosterUpdate, placed: readonly Placed[]): readonly AuditNote[] {
  const { organisation, actor, at, changes, deactivateMissing } = update;
  const common = { at, actor, organisation };
  const ids = new Map(placed.map(({ id, member }) => [member.staffNumber, id]));
  for (const { staffNumber, id } of changes.unlisted) ids.set(staffNumber, id);
  const roles = accessChanges(changes, deactivateMissing).map(({ staffNumber, before, after }) => ({
    ...common,
    action: "role_change" as const,
    subject: ids.get(staffNumber) ?? null,
    detail: { before, after },
  }));
  const detail = { ...update.detail, ...counts(update) };
  return [{ ...common, action: "roster_import", subject: null, detail }, ...roles];
}

function counts({ changes, deactivateMissing }: RosterUpdate): Record<string, number> {
  return {
    units: changes.addedUnits.length + changes.changedUnits.length,
    added: changes.added.length,
    changed: changes.changed.length,
    unchanged: changes.unchanged,
    deactivated: deactivateMissing ? changes.unlisted.length : 0,
  };
}
