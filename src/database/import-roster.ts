import { randomUUID } from "node:crypto";
import { compareMembers, type MemberChanges } from "../core/people/compare-members.ts";
import type { Member } from "../core/people/member.ts";
import { accessChanges, type RosterChanges, type RosterCounts } from "../core/people/roster-changes.ts";
import type { AuditNote, RosterImport, RosterProgress } from "../runner/directory.ts";
import { membersAfter, membersWith } from "./read-members.ts";
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

/** People looked at in one go when those are sought who are no longer listed. */
const PAGE = 500;

/** What is written is not what was checked. */
export class RosterMovedError extends Error {
  readonly code = "ROSTER_MOVED";
}

/** What has been done so far. */
type Found = Record<Exclude<keyof RosterCounts, "units">, number>;

/** One import on its way. */
interface Work {
  readonly tx: Database;
  readonly roster: RosterImport;
  readonly found: Found;
  readonly report: () => Promise<void> | void;
}

/**
 * Compares and writes a roster inside a transaction, a few hundred people at a time, audit entries included.
 * @returns false, with nothing written, when the roster is no longer at the revision of the check
 * @throws RosterMovedError when it is, and still something else comes out; the transaction has to be undone
 */
export async function importRosterIn(
  tx: Database,
  roster: RosterImport,
  onProgress: RosterProgress,
): Promise<boolean> {
  if (!(await advanceRevision(tx, roster))) return false;
  const { units, ...expected } = roster.counts;
  const found: Found = { added: 0, changed: 0, unchanged: 0, deactivated: 0 };
  const work = { tx, roster, found, report: () => onProgress(sum(found), sum(expected)) };
  await saveUnits(tx, roster.organisation, roster.units);
  await appendAudit(tx, [importNote(roster)]);
  await writePeople(work);
  await deactivateUnlisted(work);
  const isOther = COUNTED.some((what) => found[what] !== expected[what]) || roster.units.length !== units;
  if (isOther) throw new RosterMovedError("the roster is not what its check found");
  return true;
}

const COUNTED = ["added", "changed", "unchanged", "deactivated"] as const;

function sum(found: Found): number {
  return COUNTED.reduce((all, what) => all + found[what], 0);
}

async function writePeople({ tx, roster, found, report }: Work): Promise<void> {
  const { organisation, counts, people } = roster;
  // The check has read all of them: when they change nothing, they need not be read again.
  if (counts.added + counts.changed === 0) {
    found.unchanged = counts.unchanged;
    return;
  }
  for await (const entries of people()) {
    await inBatches(entries, async (batch) => {
      const numbers = batch.map(({ staffNumber = "" }) => staffNumber);
      const changes = compareMembers(batch, await membersWith(tx, organisation, numbers));
      await saveChanges(tx, roster, changes);
      found.added += changes.added.length;
      found.changed += changes.changed.length;
      found.unchanged += changes.unchanged;
      await report();
    });
  }
}

async function deactivateUnlisted({ tx, roster, found, report }: Work): Promise<void> {
  if (roster.counts.deactivated === 0) return;
  for await (const leaving of unlisted(tx, roster)) {
    if (leaving.length > 0) await deactivateThese(tx, roster, leaving);
    found.deactivated += leaving.length;
    await report();
  }
}

async function deactivateThese(
  tx: Database,
  roster: RosterImport,
  leaving: readonly Member[],
): Promise<void> {
  const ids = new Map(leaving.map(({ id, staffNumber }) => [staffNumber, id]));
  await deactivate(tx, [...ids.values()], roster.at);
  await appendAudit(tx, accessNotes(roster, { unlisted: leaving }, ids));
}

async function saveChanges(tx: Database, roster: RosterImport, changes: MemberChanges): Promise<void> {
  const placed: readonly PlacedMember[] = [
    ...changes.added.map((member) => ({ id: randomUUID(), member })),
    ...changes.changed.map(({ before, after }) => ({ id: before.id, member: after })),
  ];
  if (placed.length === 0) return;
  await saveMembers(tx, roster.organisation, placed, roster.at);
  const ids = new Map(placed.map(({ id, member }) => [member.staffNumber, id]));
  await appendAudit(tx, accessNotes(roster, changes, ids));
}

/**
 * Active people the roster does not list, by staff number, page by page. A page without any is told as well, so that
 * looking through many of them is not done in one go.
 */
async function* unlisted(
  tx: Database,
  { organisation, isListed }: RosterImport,
): AsyncGenerator<readonly Member[]> {
  for (let after: string | undefined; ; ) {
    const page = await membersAfter(tx, organisation, { after, limit: PAGE });
    yield page.filter(({ active, staffNumber }) => active && isListed?.(staffNumber) === false);
    if (page.length < PAGE) return;
    after = page.at(-1)?.staffNumber;
  }
}

function importNote({ at, actor, organisation, detail, counts }: RosterImport): AuditNote {
  const said = { ...detail, ...counts };
  return { at, actor, organisation, action: "roster_import", subject: null, detail: said };
}

function accessNotes(
  { at, actor, organisation }: RosterImport,
  changes: Partial<RosterChanges>,
  ids: ReadonlyMap<string, string>,
): readonly AuditNote[] {
  return accessChanges({ ...NOTHING, ...changes }, true).map(({ staffNumber, before, after }) => ({
    at,
    actor,
    organisation,
    action: "role_change",
    subject: ids.get(staffNumber) ?? null,
    detail: { before, after },
  }));
}

const NOTHING: RosterChanges = {
  addedUnits: [],
  changedUnits: [],
  added: [],
  changed: [],
  unchanged: 0,
  unlisted: [],
};
