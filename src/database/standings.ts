import { type RawBuilder, sql } from "kysely";
import type { Round } from "../core/people/round.ts";
import { WHOLE_ORGANISATION } from "../core/team/team-view.ts";
import type { MemberStanding, MemberStatus, StandingsPage } from "../runner/rounds.ts";
import { asFilter, below, inAudience } from "./in-audience.ts";
import { findRound } from "./round-rows.ts";
import type { Database } from "./schema.ts";

type Row = Awaited<ReturnType<typeof standingRows>>[number];

interface Asked {
  readonly organisation: string;
  /** Of the round. */
  readonly id: string;
  /** Undefined for one that is not kept any more. */
  readonly round: Round | undefined;
}

/** A page of the active people of an organisation a round is for, and how they stand in it, by staff number. */
export async function listStandings(
  db: Database,
  organisation: string,
  id: string,
  page: StandingsPage,
): Promise<readonly MemberStanding[]> {
  const round = await findRound(db, organisation, id);
  const rows = await standingRows(db, { organisation, id, round }, page);
  return rows.map((row) => ({
    staffNumber: row.staff_number,
    name: row.name,
    unit: row.unit,
    unitName: row.unit_name ?? row.unit,
    ...statusOf(row, round),
    isLinked: row.linked_at !== null,
  }));
}

/**
 * What is done counts before everything else, and nobody who cannot be written to is said to dawdle. When a link
 * ended is not known. Since when somebody cannot be reached is never told: the time LINE refused a message is the time
 * of sending, which would tell them from those who have blocked the account, and that is private.
 */
function statusOf(row: Row, round: Round | undefined): { status: MemberStatus; since: number | null } {
  if (row.completed_at !== null) return { status: "completed", since: row.completed_at };
  if (row.linked_at === null) return { status: "not_linked", since: null };
  if (row.reachable === 0 || row.refused_at !== null) return { status: "not_reachable", since: null };
  if (row.declined_at !== null) return { status: "declined", since: row.declined_at };
  if (row.started_at !== null) return { status: "in_progress", since: row.started_at };
  return { status: "not_started", since: Math.max(row.linked_at, round?.opensAt ?? 0) };
}

function standingRows(db: Database, asked: Asked, page: StandingsPage) {
  const { organisation, id } = asked;
  return db
    .selectFrom(pageOfMembers(db, asked, page).as("member"))
    .leftJoin("org_unit", (join) =>
      join.on("org_unit.organisation", "=", organisation).onRef("org_unit.id", "=", "member.unit"),
    )
    .leftJoin("account_link as link", "link.member", "member.id")
    .leftJoin("person", "person.person_id", "link.person_id")
    .leftJoin("response", (join) =>
      join
        .on("response.organisation", "=", organisation)
        .on("response.round", "=", id)
        .onRef("response.member", "=", "member.id"),
    )
    .select(["member.staff_number", "member.name", "member.unit", "org_unit.name as unit_name"])
    .select(["link.linked_at", "link.declined_at", "person.reachable"])
    .select("response.completed_at")
    .select((eb) => [
      eb
        .selectFrom("assessment")
        .select((of) => of.fn.max("assessment.started_at").as("at"))
        .whereRef("assessment.person_id", "=", "link.person_id")
        .where("assessment.kind", "=", "full")
        .where("assessment.status", "=", "in_progress")
        .as("started_at"),
      eb
        .selectFrom("reminder")
        .select((of) => of.fn.max("reminder.settled_at").as("at"))
        .where("reminder.organisation", "=", organisation)
        .where("reminder.round", "=", id)
        .whereRef("reminder.member", "=", "member.id")
        .whereRef("reminder.person_id", "=", "link.person_id")
        .where("reminder.state", "=", "refused")
        .as("refused_at"),
    ])
    .orderBy("member.staff_number")
    .execute();
}

/** The page first: everything else is looked up for these people only. */
function pageOfMembers(
  db: Database,
  { organisation, id, round }: Asked,
  { after, limit, unit = WHOLE_ORGANISATION, status }: StandingsPage,
) {
  const page = db
    .selectFrom("member")
    .select(["id", "staff_number", "name", "unit"])
    .where("organisation", "=", organisation)
    .where("active", "=", 1)
    .where(asFilter(inAudience(organisation, round?.audience)))
    .where(asFilter(below(organisation, unit)))
    .orderBy("staff_number")
    .limit(limit);
  const meant = status === undefined ? page : page.where(asFilter(isNotLinked(organisation, id)));
  return after === undefined ? meant : meant.where("staff_number", ">", after);
}

/** As `statusOf` has it. */
function isNotLinked(organisation: string, round: string): RawBuilder<boolean> {
  return sql<boolean>`not exists (select 1 from account_link where account_link.member = member.id)
    and not exists (select 1 from response where response.organisation = ${organisation}
      and response.round = ${round} and response.member = member.id)`;
}
