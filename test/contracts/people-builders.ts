import type { Member, OrgUnit, RosterMember } from "../../src/core/people/member.ts";
import type { Organisation } from "../../src/core/people/organisation.ts";
import type { RosterChanges } from "../../src/core/people/roster-changes.ts";

/** A made-up department. */
export function organisation(over: Partial<Organisation> = {}): Organisation {
  return {
    id: "dep",
    name: { th: "กรมตัวอย่าง", en: "Department of Examples" },
    stage: "early",
    controller: { th: "กรมตัวอย่าง", en: "Department of Examples" },
    contact: "privacy@example.go.th",
    threshold: 5,
    createdAt: 1_790_000_000_000,
    ...over,
  };
}

/** A unit below the organisation. */
export function orgUnit(id: string, parent: string | null = null, name = `หน่วย ${id}`): OrgUnit {
  return { id, parent, name };
}

/** Somebody with this staff number in unit `10`. */
export function rosterMember(staffNumber: string, over: Partial<RosterMember> = {}): RosterMember {
  return {
    staffNumber,
    name: `คนที่ ${staffNumber}`,
    email: `p${staffNumber}@example.go.th`,
    unit: "10",
    group: null,
    role: "officer",
    manages: [],
    ...over,
  };
}

/** The same as a member with an id. */
export function member(staffNumber: string, over: Partial<Member> = {}): Member {
  return { id: `id-${staffNumber}`, active: true, ...rosterMember(staffNumber), ...over };
}

/** Changes that do nothing but what is said. */
export function rosterChanges(over: Partial<RosterChanges> = {}): RosterChanges {
  const nothing = { addedUnits: [], changedUnits: [], added: [], changed: [], unchanged: 0, unlisted: [] };
  return { ...nothing, ...over };
}
