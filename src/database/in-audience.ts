import { type RawBuilder, sql } from "kysely";
import { AUDIENCE_ROLES, type Audience, type AudienceRole } from "../core/people/audience.ts";
import { WHOLE_ORGANISATION } from "../core/team/team-view.ts";

/**
 * The condition on a row of people, aliased `member` (organisation, unit, group_name, role, id), that a round is
 * for them. Nothing in it depends on a single row but look-ups by key, so it stays fast for millions of people. A unit
 * that is no longer in the roster has nobody.
 */
export function inAudience(organisation: string, audience: Audience | undefined): RawBuilder<boolean> {
  const { units = [], groups = [], roles = [] } = audience ?? {};
  const conditions = [
    ...(units.length > 0 ? [inUnits(organisation, units)] : []),
    ...(groups.length > 0 ? [sql<boolean>`member.group_name in (${sql.join([...groups])})`] : []),
    ...(AUDIENCE_ROLES.some((role) => roles.includes(role)) ? [inRoles(roles)] : []),
  ];
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/**
 * A condition as a plain filter: it is tried row by row, in whatever order the rows are read. Planners might
 * otherwise begin with the units, and sort everybody for each page of people.
 */
export function asFilter(condition: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql<boolean>`case when ${condition} then 1 else 0 end = 1`;
}

/** The condition on a row aliased `member` that they are in a unit or below it; `""` is the whole organisation. */
export function below(organisation: string, unit: string): RawBuilder<boolean> {
  return unit === WHOLE_ORGANISATION ? sql<boolean>`true` : inUnits(organisation, [unit]);
}

/** Depends on no row: it is worked out once. `union` without `all` ends even where units hang in a circle. */
function inUnits(organisation: string, units: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`member.unit in (
    with recursive subtree(id) as (
      select id from org_unit where organisation = ${organisation} and id in (${sql.join([...units])})
      union
      select child.id from org_unit as child join subtree on child.parent = subtree.id
      where child.organisation = ${organisation}
    ) select id from subtree)`;
}

/** An HR officer is one even when they manage a unit. */
function inRoles(roles: readonly AudienceRole[]): RawBuilder<boolean> {
  const isHr = sql<boolean>`member.role = 'hr'`;
  const manages = sql<boolean>`exists (select 1 from member_manages where member_manages.member = member.id)`;
  const [officer, manager, hr] = AUDIENCE_ROLES.map((role) => roles.includes(role));
  if (officer && manager) return hr ? sql<boolean>`true` : sql<boolean>`member.role <> 'hr'`;
  if (!officer && !manager) return isHr;
  const others = officer ? sql<boolean>`not ${manages}` : manages;
  return hr ? sql<boolean>`(${isHr} or ${others})` : sql<boolean>`(member.role <> 'hr' and ${others})`;
}
