import { type Member, type RosterMember, sameField } from "./member.ts";
import type { ChangedMember, MemberField, RosterChanges } from "./roster-changes.ts";
import type { RosterEntry } from "./roster-row.ts";

/** What rows would do to the people they are about. */
export type MemberChanges = Pick<RosterChanges, "added" | "changed" | "unchanged">;

/**
 * Compares good rows with people as they are, in the order of the rows.
 * @param existing everybody with one of these staff numbers; others do not matter
 */
export function compareMembers(good: readonly RosterEntry[], existing: readonly Member[]): MemberChanges {
  const before = new Map(existing.map((member) => [member.staffNumber, member]));
  const added: RosterMember[] = [];
  const changed: ChangedMember[] = [];
  for (const entry of good) {
    const was = before.get(entry.staffNumber ?? "");
    const after = memberAfter(entry, was);
    const fields = was === undefined ? [] : changedFields(was, after);
    if (was === undefined) added.push(after);
    else if (fields.length > 0) changed.push({ before: was, after, fields });
  }
  return { added, changed, unchanged: good.length - added.length - changed.length };
}

/** What the file does not speak of stays as it was. */
function memberAfter(entry: RosterEntry, was: Member | undefined): RosterMember {
  const { staffNumber = "", name = "", unit = "", email = was?.email, group = was?.group } = entry;
  return {
    staffNumber,
    name,
    email: email ?? null,
    unit,
    group: group ?? null,
    role: entry.role ?? was?.role ?? "officer",
    manages: entry.manages ?? was?.manages ?? [],
  };
}

const COMPARED = ["name", "email", "unit", "group", "role", "manages"] as const;

function changedFields(was: Member, after: RosterMember): readonly MemberField[] {
  const fields: MemberField[] = COMPARED.filter((field) => !sameField(field, was, after));
  return was.active ? fields : [...fields, "active"];
}
