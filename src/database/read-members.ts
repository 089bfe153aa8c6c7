import type { Selectable } from "kysely";
import type { Member } from "../core/people/member.ts";
import { memberOf } from "./directory-rows.ts";
import type { Database, MemberTable } from "./schema.ts";

/** People after a staff number, by staff number, active or not. */
export async function membersAfter(
  db: Database,
  organisation: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly Member[]> {
  const page = db
    .selectFrom("member")
    .selectAll()
    .where("organisation", "=", organisation)
    .orderBy("staff_number")
    .limit(limit);
  const rows = after === undefined ? page : page.where("staff_number", ">", after);
  return withManages(db, await rows.execute());
}

/** The people with these staff numbers, in any order. */
export async function membersWith(
  db: Database,
  organisation: string,
  staffNumbers: readonly string[],
): Promise<readonly Member[]> {
  if (staffNumbers.length === 0) return [];
  const rows = db
    .selectFrom("member")
    .selectAll()
    .where("organisation", "=", organisation)
    .where("staff_number", "in", staffNumbers);
  return withManages(db, await rows.execute());
}

async function withManages(
  db: Database,
  rows: readonly Selectable<MemberTable>[],
): Promise<readonly Member[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const found = await db.selectFrom("member_manages").selectAll().where("member", "in", ids).execute();
  const byMember = Map.groupBy(found, ({ member }) => member);
  return rows.map((row) => {
    const units = (byMember.get(row.id) ?? []).map(({ unit }) => unit);
    return memberOf(row, units.toSorted());
  });
}
