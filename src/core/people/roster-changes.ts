import type { Member, OrgUnit, RosterMember } from "./member.ts";

/** What can be different about a person; `active` when somebody who had left is listed again. */
export type MemberField = keyof RosterMember | "active";

/** A person the roster says something new about. */
export interface ChangedMember {
  readonly before: Member;
  readonly after: RosterMember;
  readonly fields: readonly MemberField[];
}

/** What applying a roster would do; everything in order of unit id or staff number. */
export interface RosterChanges {
  readonly addedUnits: readonly OrgUnit[];
  readonly changedUnits: readonly { readonly before: OrgUnit; readonly after: OrgUnit }[];
  readonly added: readonly RosterMember[];
  readonly changed: readonly ChangedMember[];
  /** How many people are as the roster says. */
  readonly unchanged: number;
  /** Active people the roster does not list; they are deactivated only on request. */
  readonly unlisted: readonly Member[];
}

/** How much a roster changes. */
export interface RosterCounts {
  /** Added and changed ones. */
  readonly units: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly deactivated: number;
}

/** Changes whose people are counted and only the first of them named, so that a roster of any size fits. */
export interface RosterPreview extends Pick<RosterChanges, "addedUnits" | "changedUnits" | "unchanged"> {
  readonly added: number;
  readonly changed: number;
  readonly unlisted: number;
  /** Those with the lowest staff numbers. */
  readonly firstAdded: readonly RosterMember[];
  readonly firstChanged: readonly ChangedMember[];
  readonly firstUnlisted: readonly Member[];
}

/** Somebody may do more or less than before. */
export interface AccessChange {
  /** Of the person, as in the roster: the id of somebody new is not known yet. */
  readonly staffNumber: string;
  readonly before: Access | null;
  readonly after: Access | null;
}

type Access = Pick<RosterMember, "role" | "manages">;

/** Whether applying the changes would do anything. */
export function isEmpty(changes: RosterChanges, deactivateMissing: boolean): boolean {
  const { addedUnits, changedUnits, added, changed, unlisted } = changes;
  const lists = [addedUnits, changedUnits, added, changed, deactivateMissing ? unlisted : []];
  return lists.every(({ length }) => length === 0);
}

/** Everybody who gains, changes or loses access to other people's data; null is no access beyond one's own. */
export function accessChanges(changes: RosterChanges, deactivateMissing: boolean): readonly AccessChange[] {
  const { added, changed, unlisted } = changes;
  const all = [
    ...added.map((member) => ({ staffNumber: member.staffNumber, before: null, after: access(member) })),
    ...changed.map(({ before, after }) => ({
      staffNumber: after.staffNumber,
      before: before.active ? access(before) : null,
      after: access(after),
    })),
    ...(deactivateMissing ? unlisted : []).map((member) => ({
      staffNumber: member.staffNumber,
      before: access(member),
      after: null,
    })),
  ];
  return all.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

function access({ role, manages }: RosterMember): Access | null {
  return role === "officer" && manages.length === 0 ? null : { role, manages };
}
