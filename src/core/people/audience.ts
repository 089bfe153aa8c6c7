import type { Group } from "../framework/framework.ts";

/** What people are in an organisation, as a round may choose them. */
export const AUDIENCE_ROLES = ["officer", "manager", "hr"] as const;

/** @see AUDIENCE_ROLES */
export type AudienceRole = (typeof AUDIENCE_ROLES)[number];

/**
 * Whom a round is for. An empty list leaves nobody out; of several lists everyone must fit. Whoever has no staff
 * group in the roster is in no round that names groups.
 */
export interface Audience {
  /** Ids of units, subtrees included. */
  readonly units: readonly string[];
  readonly groups: readonly Group[];
  readonly roles: readonly AudienceRole[];
}

/** Nobody is left out. */
export const EVERYBODY: Audience = { units: [], groups: [], roles: [] };
