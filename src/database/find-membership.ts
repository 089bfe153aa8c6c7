import type { Membership } from "../core/people/membership.ts";
import { calendarYear, type Round } from "../core/people/round.ts";
import { organisationOf } from "./directory-rows.ts";
import { inAudience } from "./in-audience.ts";
import { OPEN, roundOf } from "./round-rows.ts";
import type { Database } from "./schema.ts";

type Row = Awaited<ReturnType<typeof membershipRows>>[number];

/**
 * The place in an organisation of the active member an account is linked to. Who is not in the open round has the
 * calendar year.
 */
export async function findMembership(db: Database, personId: string, at: number): Promise<Membership | null> {
  return (await findMemberships(db, [personId], at)).get(personId) ?? null;
}

/** The same for several accounts: one query, and another for every open round that is not for everybody. */
export async function findMemberships(
  db: Database,
  people: readonly string[],
  at: number,
): Promise<ReadonlyMap<string, Membership>> {
  const rows = Map.groupBy(await membershipRows(db, people, at), ({ person_id }) => person_id);
  const invited = await invitedOf(
    db,
    [...rows.values()].flatMap(([first]) => first ?? []),
  );
  return new Map(
    [...rows].flatMap(([personId, own]) => {
      const [first] = own;
      return first === undefined ? [] : [[personId, membershipOf(first, own, invited, at)]];
    }),
  );
}

/** @param own all rows of the account, of which `first` is one */
function membershipOf(first: Row, own: readonly Row[], invited: ReadonlySet<string>, at: number): Membership {
  return {
    member: first.member,
    name: first.member_name,
    organisation: organisationOf(first),
    unit: { id: first.unit, name: first.unit_name ?? first.unit },
    group: first.group_name,
    role: first.role,
    manages: own.flatMap(({ managed, managed_name: name }) =>
      managed === null ? [] : [{ id: managed, name: name ?? managed }],
    ),
    round: (invited.has(first.member) ? openRound(first) : undefined) ?? calendarYear(at),
  };
}

/** For each account one row for each unit they manage, or a single one. */
function membershipRows(db: Database, people: readonly string[], at: number) {
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
    .select("link.person_id")
    .select(["member.id as member", "member.name as member_name", "member.unit", "unit.name as unit_name"])
    .select(["member.group_name", "member.role"])
    .select(["manages.unit as managed", "managed_unit.name as managed_name"])
    .select(["round.id as round_id", "round.name as round_name", "round.opens_at", "round.closes_at"])
    .select(["round.audience", "round.questionnaire"])
    .where("link.person_id", "in", people)
    .orderBy("manages.unit")
    .execute();
}

/** The round that is open in the organisation. */
function openRound({ round_id: id, round_name: name, opens_at, ...row }: Row): Round | undefined {
  if (id === null || name === null || opens_at === null) return undefined;
  const { closes_at, audience, questionnaire } = row;
  return roundOf({ id, name, opens_at, closes_at, audience, questionnaire });
}

/** Who of them the open round of their organisation is for. */
async function invitedOf(db: Database, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const rounds = Map.groupBy(rows, ({ id, audience }) => JSON.stringify([id, audience]));
  const invited = await Promise.all(
    [...rounds.values()].map(async (same) => {
      const members = same.map(({ member }) => member);
      const [first] = same;
      const audience = first === undefined ? undefined : openRound(first)?.audience;
      if (first === undefined || audience === undefined) return members;
      const found = await db
        .selectFrom("member")
        .select("member.id")
        .where("member.id", "in", members)
        .where(inAudience(first.id, audience))
        .execute();
      return found.map(({ id }) => id);
    }),
  );
  return new Set(invited.flat());
}
