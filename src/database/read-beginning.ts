import { disclosureSettings } from "../core/team/disclosure-settings.ts";
import { WHOLE_ORGANISATION } from "../core/team/team-view.ts";
import { numberUnits, type UnitNumbers } from "../core/team/unit-numbers.ts";
import { unitTree } from "../core/team/unit-tree.ts";
import type { Database } from "./schema.ts";
import { publishedRuns, type SnapshotRun } from "./snapshot-run.ts";

/** What a snapshot has to know before it goes through the people. */
export interface Beginning {
  readonly units: UnitNumbers;
  readonly minPeople: number;
  /** Of published runs, by number. */
  readonly markedQuantities: ReadonlyMap<number, readonly string[]>;
  /** Units people manage, by person. */
  readonly manages: ReadonlyMap<string, readonly string[]>;
  /** How often people erased a response since the last snapshot. */
  readonly erasures: ReadonlyMap<string, number>;
}

/** Reads it; the first of it makes the instant everything else is read at. */
export async function readBeginning(db: Database, run: SnapshotRun): Promise<Beginning> {
  return {
    markedQuantities: await publishedRuns(db, run),
    minPeople: await thresholdOf(db, run),
    units: await unitsOf(db, run.organisation),
    manages: await managesOf(db, run.organisation),
    erasures: await erasuresOf(db, run),
  };
}

/** The threshold belongs to the round: what its first snapshot was taken with stays. */
async function thresholdOf(db: Database, { organisation, round }: SnapshotRun): Promise<number> {
  const row = await db
    .selectFrom("organisation")
    .leftJoin("team_snapshot", (join) =>
      join.onRef("team_snapshot.organisation", "=", "organisation.id").on("team_snapshot.round", "=", round),
    )
    .select(["organisation.threshold", "team_snapshot.min_people"])
    .where("organisation.id", "=", organisation)
    .executeTakeFirst();
  return disclosureSettings(row?.min_people ?? row?.threshold).minPeople;
}

/** Several units may be at the top: the organisation itself is above them. */
async function unitsOf(db: Database, organisation: string): Promise<UnitNumbers> {
  const rows = await db
    .selectFrom("org_unit")
    .select(["id", "parent"])
    .where("organisation", "=", organisation)
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const below = rows.map(({ id, parent }) => ({
    id,
    parent: parent !== null && known.has(parent) ? parent : WHOLE_ORGANISATION,
  }));
  return numberUnits(unitTree([{ id: WHOLE_ORGANISATION, parent: null }, ...below]));
}

async function managesOf(db: Database, organisation: string): Promise<Beginning["manages"]> {
  const rows = await db
    .selectFrom("member_manages")
    .innerJoin("member", "member.id", "member_manages.member")
    .select(["member_manages.member", "member_manages.unit"])
    .where("member.organisation", "=", organisation)
    .where("member.active", "=", 1)
    .execute();
  const manages = new Map<string, string[]>();
  for (const { member, unit } of rows) manages.set(member, [...(manages.get(member) ?? []), unit]);
  return manages;
}

async function erasuresOf(
  db: Database,
  { organisation, round }: SnapshotRun,
): Promise<Beginning["erasures"]> {
  const rows = await db
    .selectFrom("cell_erasure")
    .select(["member", "times"])
    .where("organisation", "=", organisation)
    .where("round", "=", round)
    .execute();
  return new Map(rows.map(({ member, times }) => [member, times]));
}
