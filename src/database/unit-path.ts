import { sql } from "kysely";
import type { NamedUnit } from "../core/people/member.ts";
import { WHOLE_ORGANISATION } from "../core/team/team-view.ts";
import type { Database } from "./schema.ts";

/** A unit and those above it, the unit first; empty when there is no such unit. */
export async function unitPath(
  db: Database,
  organisation: string,
  unit: string,
): Promise<readonly NamedUnit[]> {
  const { rows } = await sql<NamedUnit & { readonly height: number }>`
    with recursive path(id, parent, name, height) as (
      select id, parent, name, 0 from org_unit where organisation = ${organisation} and id = ${unit}
      union all
      select above.id, above.parent, above.name, path.height + 1
      from org_unit as above join path on above.id = path.parent
      where above.organisation = ${organisation}
    ) select id, name, height from path order by height`.execute(db);
  return rows.map(({ id, name }) => ({ id, name }));
}

/** Units directly below one, or directly below the organisation, by name. */
export function unitsBelow(db: Database, organisation: string, unit: string): Promise<readonly NamedUnit[]> {
  const units = db
    .selectFrom("org_unit")
    .select(["id", "name"])
    .where("organisation", "=", organisation)
    .orderBy("name")
    .orderBy("id");
  return unit === WHOLE_ORGANISATION
    ? units.where("parent", "is", null).execute()
    : units.where("parent", "=", unit).execute();
}
