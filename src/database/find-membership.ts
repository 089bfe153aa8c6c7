import type { Membership } from "../core/people/membership.ts";
import { calendarYear, type Round } from "../core/people/round.ts";
import { organisationOf } from "./directory-rows.ts";
import { inAudience } from "./in-audience.ts";
import { OPEN, roundOf } from "./round-rows.ts";
import type { Database } from "./schema.ts";

type Row = Awaited<ReturnType<typeof membershipRows>>[number];

/**
 * The place in an organisation of the active member an account is linked to: one query, and a second one while the
 * open round is not for everybody. Who is not in the open round has the calendar year.
 */
export async function findMembership(db: Database, personId: string, at: number): Promise<Membership | null> {
  const rows = await membershipRows(db, personId, at);
  const [first] = rows;
  if (first === undefined) return null;
  return {
    member: first.member,
    name: first.member_name,
    organisation: organisationOf(first),
    unit: { id: first.unit, name: first.unit_name ?? first.unit },
    group: first.group_name,
    role: first.role,
    manages: rows.flatMap(({ managed, managed_name: name }) =>
      managed === null ? [] : [{ id: managed, name: name ?? managed }],
    ),
    round: await roundAt(db, first, at),
  };
}

/** One row for each unit they manage, or a single one. */
function membershipRows(db: Database, personId: string, at: number) {
  return db
    .selectFrom("account_link as link")
    .innerJoin("member", (join) => join.onRef("member.id", "=", "link.member").on("member.active", "=", 1))
    .innerJoin("organisation", "organisation.id", "member.organisation")
    .leftJoin("org_unit as unit", (join) =>
      join.onRef("unit.organisation", "=", "member.organisation").onRef("unit.id", "=", "member.unit"),
    )
    .leftJoin("round", (join) =>
      join
        // Through the link: its column has the collation of the round's, whose index counts on that.
        .onRef("round.organisation", "=", "link.organisation")
        .on("round.state", "=", OPEN)
        .on((eb) => eb.or([eb("round.closes_at", "is", null), eb("round.closes_at", ">", at)])),
    )
    .leftJoin("member_manages as manages", "manages.member", "member.id")
    .leftJoin("org_unit as managed_unit", (join) =>
      join
        .onRef("managed_unit.organisation", "=", "member.organisation")
        .onRef("managed_unit.id", "=", "manages.unit"),
    )
    .selectAll("organisation")
    .select(["member.id as member", "member.name as member_name", "member.unit", "unit.name as unit_name"])
    .select(["member.group_name", "member.role"])
    .select(["manages.unit as managed", "managed_unit.name as managed_name"])
    .select(["round.id as round_id", "round.name as round_name", "round.opens_at", "round.closes_at"])
    .select(["round.audience", "round.questionnaire"])
    .where("link.person_id", "=", personId)
    .orderBy("manages.unit")
    .execute();
}

async function roundAt(db: Database, row: Row, at: number): Promise<Round> {
  const { round_id: id, round_name: name, opens_at, closes_at, audience, questionnaire } = row;
  if (id === null || name === null || opens_at === null) return calendarYear(at);
  const round = roundOf({ id, name, opens_at, closes_at, audience, questionnaire });
  return (await isFor(db, round, row)) ? round : calendarYear(at);
}

async function isFor(db: Database, { audience }: Round, { member, id: organisation }: Row): Promise<boolean> {
  if (audience === undefined) return true;
  const found = await db
    .selectFrom("member")
    .select("member.id")
    .where("member.id", "=", member)
    .where(inAudience(organisation, audience))
    .executeTakeFirst();
  return found !== undefined;
}
