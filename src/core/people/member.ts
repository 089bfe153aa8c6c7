import type { Group } from "../framework/framework.ts";

/** A part of an organisation; `parent` is null for one that hangs directly below the organisation. */
export interface OrgUnit {
  /** The organisation's own code of it, unique in the organisation. */
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
}

/** A unit as people read of it. */
export type NamedUnit = Pick<OrgUnit, "id" | "name">;

/** What a person may do in the organisation; who manages units is in Member.manages. */
export type MemberRole = "officer" | "hr";

/** Every role. */
export const MEMBER_ROLES: readonly MemberRole[] = ["officer", "hr"];

/** What the roster says about a person. */
export interface RosterMember {
  /** Unique in the organisation. */
  readonly staffNumber: string;
  readonly name: string;
  readonly email: string | null;
  /** Id of the unit. */
  readonly unit: string;
  /** Null when it is to be asked. */
  readonly group: Group | null;
  readonly role: MemberRole;
  /** Ids of the units they manage, subtrees included; sorted, none twice. */
  readonly manages: readonly string[];
}

/** A person of an organisation. */
export interface Member extends RosterMember {
  /** Opaque; stays when everything else changes. */
  readonly id: string;
  /** False for somebody who has left: no access, no reminders, no part in completion. */
  readonly active: boolean;
}

/** Whether two people are the same in what the roster says of a field. */
export function sameField(field: keyof RosterMember, a: RosterMember, b: RosterMember): boolean {
  if (field !== "manages") return a[field] === b[field];
  return a.manages.length === b.manages.length && a.manages.every((unit, place) => unit === b.manages[place]);
}

/** The order of lists of people. */
export function byStaffNumber(a: RosterMember, b: RosterMember): number {
  if (a.staffNumber === b.staffNumber) return 0;
  return a.staffNumber < b.staffNumber ? -1 : 1;
}
