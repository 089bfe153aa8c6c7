import { randomUUID } from "node:crypto";
import { accessChanges } from "../core/people/roster-changes.ts";
import type { AuditNote, RosterProgress, RosterUpdate } from "../runner/directory.ts";
import type { Database } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";
import {
  advanceRevision,
  deactivate,
  inBatches,
  type PlacedMember,
  saveMembers,
  saveUnits,
} from "./write-members.ts";

/**
 * Writes a change set inside a transaction, audit entries included.
 * @returns false, with nothing written, when the roster is no longer at the revision of the update
 */
export async function applyRosterIn(
  tx: Database,
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

function placedMembers({ changes }: RosterUpdate): readonly PlacedMember[] {
  return [
    ...changes.added.map((member) => ({ id: randomUUID(), member })),
    ...changes.changed.map(({ before, after }) => ({ id: before.id, member: after })),
  ];
}

function auditNotes(update: RosterUpdate, placed: readonly PlacedMember[]): readonly AuditNote[] {
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
