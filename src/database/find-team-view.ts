import type { NamedUnit } from "../core/people/member.ts";
import { calendarYear, type Round, yearOf } from "../core/people/round.ts";
import type { TeamFigures } from "../core/team/team-snapshot.ts";
import { type PublishedFigures, type TeamView, WHOLE_ORGANISATION } from "../core/team/team-view.ts";
import { currentRound, type RoundRow, roundOf } from "./round-rows.ts";
import type { Database } from "./schema.ts";
import { unitPath, unitsBelow } from "./unit-path.ts";

/** Whose figures are looked at, and when. */
interface Asked {
  readonly organisation: string;
  readonly unit: string;
  readonly at: number;
}

interface FiguresRow {
  readonly round: string;
  readonly taken_at: number;
  readonly min_people: number;
  readonly figures: string;
}

/** What a figures row holds. */
interface UnitFigures {
  readonly figures: TeamFigures;
  readonly groups?: Readonly<Record<string, TeamFigures>>;
}

/** What is published of a unit, by a few look-ups whatever the size of the organisation; null for no such unit. */
export async function findTeamView(db: Database, asked: Asked): Promise<TeamView | null> {
  const [path, below, rounds] = await Promise.all([
    pathOf(db, asked),
    unitsBelow(db, asked.organisation, asked.unit),
    roundsOf(db, asked),
  ]);
  const [unit] = path;
  if (unit === undefined) return null;
  const rows = await figuresOf(db, asked, [rounds.shown, rounds.previous]);
  const published = publishedFigures(rows.find(({ round }) => round === rounds.shown.id));
  const before = rows.find(({ round }) => round === rounds.previous?.id);
  return {
    unit,
    path: path.map(({ id }) => id),
    below,
    round: rounds.shown,
    published,
    previous:
      rounds.previous && before
        ? { round: rounds.previous, dimensions: parsed(before).figures.dimensions }
        : null,
    names: await namesOf(db, asked.organisation, published, path),
  };
}

/** The unit first, the whole organisation last; empty when there is no such unit. */
async function pathOf(db: Database, { organisation, unit }: Asked): Promise<readonly NamedUnit[]> {
  const top = { id: WHOLE_ORGANISATION, name: "" };
  if (unit === WHOLE_ORGANISATION) return (await hasOrganisation(db, organisation)) ? [top] : [];
  const path = await unitPath(db, organisation, unit);
  return path.length === 0 ? [] : [...path, top];
}

async function hasOrganisation(db: Database, id: string): Promise<boolean> {
  const row = await db.selectFrom("organisation").select("id").where("id", "=", id).executeTakeFirst();
  return row !== undefined;
}

/**
 * The open campaign once it has a snapshot, else the round with the latest one: what a round that is over has
 * shown stays to be seen until there is something newer. And the one opened before it.
 */
async function roundsOf(db: Database, { organisation, at }: Asked) {
  const current = await currentRound(db, organisation, at);
  const rows = await db
    .selectFrom("team_snapshot")
    .leftJoin("round", (join) =>
      join
        .onRef("round.organisation", "=", "team_snapshot.organisation")
        .onRef("round.id", "=", "team_snapshot.round"),
    )
    .select(["team_snapshot.round", "round.id", "round.name", "round.opens_at", "round.closes_at"])
    .select(["round.audience", "round.questionnaire"])
    .where("team_snapshot.organisation", "=", organisation)
    .orderBy("team_snapshot.taken_at", "desc")
    .execute();
  const withFigures = rows.flatMap((row) => knownRound(row.round, row) ?? []);
  const campaign = withFigures.find(({ id }) => id === current.id && yearOf(id) === undefined);
  const shown = campaign ?? withFigures[0] ?? current;
  const [previous = null] = withFigures
    .filter(({ opensAt }) => opensAt < shown.opensAt)
    .toSorted((a, b) => b.opensAt - a.opensAt);
  return { shown, previous };
}

type MaybeRound = { [K in keyof RoundRow]: RoundRow[K] | null };

function knownRound(id: string, row: MaybeRound): Round | undefined {
  const { name, opens_at } = row;
  if (name !== null && opens_at !== null) return roundOf({ ...row, id, name, opens_at });
  const year = yearOf(id);
  return year === undefined ? undefined : calendarYear(Date.UTC(year, 6));
}

/** In one statement with the number of the snapshot, so that a renewal in between cannot show. */
function figuresOf(
  db: Database,
  { organisation, unit }: Asked,
  rounds: readonly (Round | null)[],
): Promise<readonly FiguresRow[]> {
  return db
    .selectFrom("team_snapshot")
    .innerJoin("team_figures", (join) =>
      join
        .onRef("team_figures.organisation", "=", "team_snapshot.organisation")
        .onRef("team_figures.round", "=", "team_snapshot.round")
        .onRef("team_figures.number", "=", "team_snapshot.number")
        .on("team_figures.unit", "=", unit),
    )
    .select(["team_snapshot.round", "taken_at", "min_people", "figures"])
    .where("team_snapshot.organisation", "=", organisation)
    .where(
      "team_snapshot.round",
      "in",
      rounds.flatMap((round) => round?.id ?? []),
    )
    .execute();
}

function publishedFigures(row: FiguresRow | undefined): PublishedFigures | null {
  if (row === undefined) return null;
  const { figures, groups = {} } = parsed(row);
  return { takenAt: row.taken_at, minPeople: row.min_people, figures, groups };
}

function parsed({ figures }: FiguresRow): UnitFigures {
  return JSON.parse(figures) as UnitFigures;
}

/** Mostly units above; others where units were moved since the snapshot. */
async function namesOf(
  db: Database,
  organisation: string,
  published: PublishedFigures | null,
  path: readonly NamedUnit[],
): Promise<TeamView["names"]> {
  const wanted = unitsPointedTo(published);
  const known = path.filter(({ id }) => wanted.has(id));
  const unknown = [...wanted].filter((id) => path.every((above) => above.id !== id));
  const found =
    unknown.length === 0
      ? []
      : await db
          .selectFrom("org_unit")
          .select(["id", "name"])
          .where("organisation", "=", organisation)
          .where("id", "in", unknown)
          .execute();
  return Object.fromEntries([...known, ...found].map(({ id, name }) => [id, name]));
}

/** The whole organisation has no name of its own. */
function unitsPointedTo(published: PublishedFigures | null): ReadonlySet<string> {
  const all = published === null ? [] : [published.figures, ...Object.values(published.groups)];
  const figures = all.flatMap(({ completion, dimensions, items }) => [
    completion,
    ...dimensions.map(({ figure }) => figure),
    ...items.map(({ figure }) => figure),
  ]);
  const units = figures.flatMap((figure) => (figure.status === "withheld" ? (figure.seeUnit ?? []) : []));
  return new Set(units.filter((unit) => unit !== WHOLE_ORGANISATION));
}
