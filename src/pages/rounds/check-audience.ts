import { GROUPS } from "../../core/framework/framework.ts";
import { AUDIENCE_ROLES, type Audience } from "../../core/people/audience.ts";
import type { OrgUnit } from "../../core/people/member.ts";
import { unitsBelow } from "../units-below.ts";
import type { RoundForm } from "./round-form.ts";

/** Whom a form names: undefined for everybody; and codes of units that do not exist. */
export function checkAudience(
  form: Pick<RoundForm, "groups" | "roles" | "unitCodes" | "units">,
  units: readonly OrgUnit[],
): { readonly audience: Audience | undefined; readonly unknown: readonly string[] } {
  const known = new Set(units.map(({ id }) => id));
  const named = [...new Set([...form.units, ...codesIn(form.unitCodes, known)])].toSorted();
  const groups = GROUPS.filter((group) => form.groups.includes(group));
  const roles = AUDIENCE_ROLES.filter((role) => form.roles.includes(role));
  // All roles are everybody; all groups are not: somebody may have none.
  const someRoles = roles.length === AUDIENCE_ROLES.length ? [] : roles;
  const chosen = withoutCovered(units, named);
  const isEverybody = chosen.length + groups.length + someRoles.length === 0;
  return {
    audience: isEverybody ? undefined : { units: chosen, groups, roles: someRoles },
    unknown: named.filter((id) => !known.has(id)),
  };
}

/** A unit's code may have a space in it. */
function codesIn(text: string, known: ReadonlySet<string>): readonly string[] {
  return text
    .split(/[,;،、]/u)
    .map((piece) => piece.trim())
    .flatMap((piece) => (known.has(piece) ? [piece] : piece.split(/\s+/u)))
    .filter((code) => code !== "");
}

/** A unit below another one that is chosen says nothing more. */
function withoutCovered(units: readonly OrgUnit[], chosen: readonly string[]): readonly string[] {
  const covers = chosen.map((id) => ({ id, below: unitsBelow(units, [id]) }));
  return chosen.filter((id) => {
    const above = covers.filter((other) => other.id !== id && other.below.has(id));
    // In a circle the first one stands for all.
    return above.every((other) => unitsBelow(units, [id]).has(other.id) && id < other.id);
  });
}
