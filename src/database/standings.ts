import type { MemberStanding, MemberStatus } from "../runner/rounds.ts";
import type { Database } from "./schema.ts";

type Row = Awaited<ReturnType<typeof standingRows>>[number];

interface Page {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A page of an organisation's active people and how they stand in a round, by staff number. */
export async function listStandings(
  db: Database,
  organisation: string,
  round: string,
  page: Page,
): Promise<readonly MemberStanding[]> {
  const rows = await standingRows(db, organisation, round, page);
  return rows.map((row) => ({
    staffNumber: row.staff_number,
    name: row.name,
    unit: row.unit,
    unitName: row.unit_name ?? row.unit,
    status: statusOf(row),
    isLinked: row.linked !== null,
  }));
}

/** What is done counts before everything else, and nobody who cannot be written to is said to dawdle. */
function statusOf(row: Row): MemberStatus {
  if (row.response !== null) return "completed";
  if (row.linked === null) return "not_linked";
  if (row.reachable === 0) return "not_reachable";
  if (row.declined_at !== null) return "declined";
  return row.under_way === 1 ? "in_progress" : "not_started";
}

function standingRows(db: Database, organisation: string, round: string, page: Page) {
  return db
    .selectFrom(pageOfMembers(db, organisation, page).as("member"))
    .leftJoin("org_unit", (join) =>
      join.on("org_unit.organisation", "=", organisation).onRef("org_unit.id", "=", "member.unit"),
    )
    .leftJoin("account_link as link", "link.member", "member.id")
    .leftJoin("person", "person.person_id", "link.person_id")
    .leftJoin("response", (join) =>
      join
        .on("response.organisation", "=", organisation)
        .on("response.round", "=", round)
        .onRef("response.member", "=", "member.id"),
    )
    .select(["member.staff_number", "member.name", "member.unit", "org_unit.name as unit_name"])
    .select(["link.person_id as linked", "link.declined_at", "person.reachable"])
    .select("response.member as response")
    .select((eb) =>
      eb
        .case()
        .when(
          eb.exists(
            eb
              .selectFrom("assessment")
              .select("assessment.id")
              .whereRef("assessment.person_id", "=", "link.person_id")
              .where("assessment.kind", "=", "full")
              .where("assessment.status", "=", "in_progress"),
          ),
        )
        .then(1)
        .else(0)
        .end()
        .as("under_way"),
    )
    .orderBy("member.staff_number")
    .execute();
}

/** The page first: everything else is looked up for these people only. */
function pageOfMembers(db: Database, organisation: string, { after, limit }: Page) {
  const page = db
    .selectFrom("member")
    .select(["id", "staff_number", "name", "unit"])
    .where("organisation", "=", organisation)
    .where("active", "=", 1)
    .orderBy("staff_number")
    .limit(limit);
  return after === undefined ? page : page.where("staff_number", ">", after);
}
