import fc from "fast-check";
import { type KyselyPlugin, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Level } from "../../src/core/assessment/assessment.ts";
import { calendarYear } from "../../src/core/people/round.ts";
import { advanceDisclosure } from "../../src/core/team/advance-disclosure.ts";
import { NOTHING_PUBLISHED } from "../../src/core/team/disclosure-state.ts";
import type { TeamPopulation } from "../../src/core/team/population.ts";
import type { TeamFigures, TeamSnapshot } from "../../src/core/team/team-snapshot.ts";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlTeamSnapshots } from "../../src/database/sql-team-snapshots.ts";
import { silentLog } from "../contracts/builders.ts";
import { histories, populations } from "../core/team/history.ts";
import { CATALOGUE } from "../core/team/published-rows.ts";
import { answers, people, round } from "../core/team/team.ts";
import { createDatabase, describeWith, findPostgres } from "../support/servers.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";
import { ANSWERED_AT, addOrganisation, memberOf, putPopulation, ROUND, UNITS } from "./team-world.ts";

interface Opened {
  readonly database: Database;
  readonly reader: Database;
  readonly close: () => Promise<void>;
}

const MINUTE_MS = 60_000;
const NOW = ANSWERED_AT + MINUTE_MS;
const RULE = { minPeople: 3 };

/** Levels that differ by person, item and answering. */
function levelOf(person: string, item: string, version: number): Level {
  const mixed = Array.from(`${person} ${item} ${version}`).reduce(
    (sum, letter) => sum * 31 + letter.charCodeAt(0),
    7,
  );
  return ((mixed >>> 3) & 3) as Level;
}

/** The same population as the database has it: units below the organisation, and responses with a staff group. */
function asStored(population: TeamPopulation): TeamPopulation {
  const answered = new Set(population.responses.map(({ person }) => person));
  return {
    ...population,
    units: [
      { id: "", parent: null },
      ...population.units.map(({ id, parent }) => ({ id, parent: parent ?? "" })),
    ],
    people: population.people.map((person) => ({
      ...person,
      group: answered.has(person.key) ? (person.group ?? "others") : person.group,
    })),
  };
}

/** Every snapshot of a history by the pure rules. */
function expectedSnapshots(history: readonly TeamPopulation[]): readonly TeamSnapshot[] {
  let state = NOTHING_PUBLISHED;
  return history.map((population) => {
    const next = advanceDisclosure(state, asStored(population), CATALOGUE, RULE);
    state = next.state;
    return next.snapshot;
  });
}

/** What the database shows now, units and groups. */
async function shownIn(
  database: Database,
  organisation: string,
): Promise<Omit<TeamSnapshot, "minPeople"> | null> {
  const { rows } = await sql<{ unit: string; figures: string }>`
    select unit, figures from team_figures where organisation = ${organisation} and round = ${ROUND}
      and number = (select number from team_snapshot where organisation = ${organisation} and round = ${ROUND})`.execute(
    database,
  );
  type Row = { figures: TeamFigures; groups?: Record<string, TeamFigures> };
  const parsed = rows.map(({ unit, figures }) => [unit, JSON.parse(figures) as Row] as const);
  const groups = parsed.find(([unit]) => unit === "")?.[1].groups;
  if (groups === undefined) return null;
  return { units: Object.fromEntries(parsed.map(([unit, { figures }]) => [unit, figures])), groups };
}

function expectedOf(...history: readonly TeamPopulation[]): Omit<TeamSnapshot, "minPeople"> | undefined {
  const last = expectedSnapshots(history).at(-1);
  return last && { units: last.units, groups: last.groups };
}

function suite(open: () => Promise<Opened>): void {
  let opened: Opened;
  let teams: SqlTeamSnapshots;
  let made = 0;

  beforeAll(async () => {
    opened = await open();
    const { database, reader } = opened;
    teams = new SqlTeamSnapshots(database, { reader, catalogue: CATALOGUE, units: UNITS, pageSize: 4 });
  });
  afterAll(() => opened.close());

  async function newOrganisation(population?: TeamPopulation): Promise<string> {
    made += 1;
    const id = `dep-${made}`;
    await addOrganisation(opened.database, id);
    if (population !== undefined) await putPopulation(opened.database, id, population);
    return id;
  }

  const put = (id: string, population: TeamPopulation) => putPopulation(opened.database, id, population);
  const take = (id: string, { isClosed }: TeamPopulation, at = NOW) =>
    teams.take({ organisation: id, round: ROUND, isClosed }, at);
  const shown = (id: string) => shownIn(opened.database, id);

  it("shows at every snapshot of any history what the rules say, however many people it can keep", async () => {
    const { database, reader } = opened;
    const common = { reader, catalogue: CATALOGUE, units: UNITS, pageSize: 4 };
    await fc.assert(
      fc.asyncProperty(histories, fc.constantFrom(3, 1_000), async (history, keptPeople) => {
        const keeping = new SqlTeamSnapshots(database, { ...common, keptPeople });
        const taken = populations(history, levelOf);
        const expected = expectedSnapshots(taken);
        const id = await newOrganisation();
        for (const [at, population] of taken.entries()) {
          await put(id, population);
          const of = { organisation: id, round: ROUND, isClosed: population.isClosed };
          expect(await keeping.take(of, NOW + at)).toBe(true);
          expect(await shown(id)).toEqual({ units: expected[at]?.units, groups: expected[at]?.groups });
        }
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 120_000);

  const seven = people("a", 7, "west", { group: "academic" });
  const some = (count: number) =>
    round({ people: seven, responses: answers(seven.slice(0, count), { A1: 1, B1: 3 }) });

  it("renews figures when five more people have answered, not before, and once after the round has closed", async () => {
    const id = await newOrganisation(some(4));
    const steps: [number, number, boolean][] = [];
    const step = async (count: number, at: number) => {
      await put(id, some(count));
      const isTaken = (await teams.refresh(at)) === 1;
      steps.push([count, at - NOW, isTaken]);
    };
    const nextYear = calendarYear(NOW).closesAt ?? 0;
    await step(4, NOW);
    await step(5, NOW + 1);
    await step(7, NOW + 2);
    expect(await shown(id)).toEqual(expectedOf(some(5)));
    await step(7, nextYear);
    await step(7, nextYear + 1);
    expect(steps.map(([, , isTaken]) => isTaken)).toEqual([false, true, false, true, false]);
    expect(await shown(id)).toEqual(expectedOf(some(5), { ...some(7), isClosed: true }));
  });

  it("takes no snapshot twice when several are asked to at once", async () => {
    // Often enough that some meet in the moment in which one of them publishes.
    for (let round = 0; round < 20; round += 1) {
      const id = await newOrganisation(some(6));
      const taken = await Promise.all(Array.from({ length: 6 }, () => teams.refresh(NOW)));
      expect(taken.reduce((sum, count) => sum + count)).toBe(1);
      expect(await shown(id)).toEqual(expectedOf(some(6)));
    }
  });

  it("takes no snapshot that was found to be due before another was taken", async () => {
    const id = await newOrganisation(some(6));
    const due = { organisation: id, round: ROUND, isClosed: false, latest: 0 };
    expect([await teams.take(due, NOW), await teams.take(due, NOW)]).toEqual([true, false]);
    expect(await teams.take({ ...due, latest: 1 }, NOW)).toBe(true);
  });

  it("counts nothing of a run that ended before it was published", async () => {
    const id = await newOrganisation(some(5));
    await take(id, some(5));
    const figures = await figureRows(opened.database, id);
    await put(id, some(7));
    await take(id, some(7));
    await asIfNotPublished(opened.database, id, figures);
    const changed = round({ people: seven, responses: answers(seven, { A1: 3 }) });
    await put(id, changed);
    expect(await shown(id)).toEqual(expectedOf(some(5)));
    expect(await take(id, changed, NOW + MINUTE_MS)).toBe(false);
    expect(await take(id, changed, NOW + 15 * MINUTE_MS)).toBe(true);
    expect(await shown(id)).toEqual(expectedOf(some(5), changed));
    expect(await runsWithMarks(opened.database, id)).toEqual([1, 3]);
  });

  it("publishes nothing of a run that was given up while it was still going on", async () => {
    const id = await newOrganisation(some(5));
    const { database, reader } = opened;
    const giveUp = () =>
      database
        .updateTable("snapshot_run")
        .set({ state: "abandoned" })
        .where("organisation", "=", id)
        .execute();
    const slow = new SqlTeamSnapshots(database, {
      reader: afterFirstQuery(reader, giveUp),
      catalogue: CATALOGUE,
      units: UNITS,
    });
    expect(await slow.take({ organisation: id, round: ROUND, isClosed: false }, NOW)).toBe(false);
    expect(await shown(id)).toBeNull();
    expect(await take(id, some(5))).toBe(true);
    expect(await shown(id)).toEqual(expectedOf(some(5)));
    expect(await runStates(database, id)).toEqual(["removed", "published"]);
  });

  it("drops the cell of somebody who erases while a snapshot is taken with the next one", async () => {
    const id = await newOrganisation(some(7));
    await take(id, some(7));
    const erased = { organisation: id, round: ROUND, member: memberOf(id, "a1") };
    await opened.database
      .insertInto("cell_erasure")
      .values({ ...erased, times: 1 })
      .execute();
    const closed = { ...some(7), isClosed: true };
    await take(id, closed);
    expect(await shown(id)).toEqual(expectedOf(some(7), { ...closed, erased: ["a1"] }));
    expect(await shown(id)).not.toEqual(expectedOf(some(7), closed));
    expect(await pendingErasures(opened.database, id)).toBe(0);
  });

  it("keeps no sums of dropped cells", async () => {
    const id = await newOrganisation(some(3));
    await take(id, some(3));
    const erased = { ...some(3), responses: some(3).responses.slice(1), erased: ["a1"] };
    await put(id, erased);
    await take(id, erased);
    const pool = await opened.database
      .selectFrom("cell_pool")
      .select("tallies")
      .where("organisation", "=", id)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(pool.tallies)).toMatchObject({ A1: "----", B1: "----" });
  });

  it("keeps the threshold a round began with", async () => {
    const id = await newOrganisation(some(5));
    await take(id, some(5));
    await opened.database.updateTable("organisation").set({ threshold: 10 }).where("id", "=", id).execute();
    await put(id, some(7));
    await take(id, some(7));
    expect((await teams.view(id, "", NOW))?.published?.minPeople).toBe(3);
  });

  describe("a view", () => {
    const small = people("b", 2, "east1", { group: "service" });
    const everybody = [...seven, ...small];
    const population = round({ people: everybody, responses: answers(everybody, { A1: 1 }) });

    it("has the figures of a unit, its place in the organisation and the names it needs", async () => {
      const id = await newOrganisation(population);
      await take(id, population);
      const view = await teams.view(id, "east", NOW);
      expect(view).toEqual({
        unit: { id: "east", name: "หน่วย east" },
        path: ["east", "org", ""],
        below: [
          { id: "east1", name: "หน่วย east1" },
          { id: "east2", name: "หน่วย east2" },
        ],
        round: calendarYear(NOW),
        published: { takenAt: NOW, minPeople: 3, figures: expectedOf(population)?.units.east, groups: {} },
        previous: null,
        names: { org: "หน่วย org" },
      });
    });

    it("of the whole organisation has the staff groups", async () => {
      const id = await newOrganisation(population);
      await take(id, population);
      const view = await teams.view(id, "", NOW);
      expect([view?.unit, view?.path, view?.below]).toEqual([
        { id: "", name: "" },
        [""],
        [{ id: "org", name: "หน่วย org" }],
      ]);
      expect(view?.published?.groups).toEqual(expectedOf(population)?.groups);
    });

    it("has nothing before the first snapshot, and there is none of a unit that does not exist", async () => {
      const id = await newOrganisation(population);
      expect(await teams.view(id, "west", NOW)).toMatchObject({ published: null, previous: null });
      expect(await teams.view(id, "gone", NOW)).toBeNull();
      expect(await teams.view("nobody", "", NOW)).toBeNull();
    });

    /** The figures of the calendar year stand for those of another round, published a moment later. */
    async function publishToo(id: string, round: string, takenAt: number): Promise<void> {
      for (const table of ["team_snapshot", "team_figures"] as const) {
        const rows = await opened.database
          .selectFrom(table)
          .selectAll()
          .where("organisation", "=", id)
          .where("round", "=", ROUND)
          .execute();
        const copies = rows.map((row) => ({
          ...row,
          round,
          ...("taken_at" in row && { taken_at: takenAt }),
        }));
        await opened.database
          .insertInto(table)
          .values(copies as never)
          .execute();
      }
    }

    const year = calendarYear(NOW);
    const nextYear = calendarYear(year.closesAt ?? 0);

    it("shows the round before until there is something newer, and then compares with it", async () => {
      const id = await newOrganisation(population);
      await take(id, population);
      const before = await teams.view(id, "west", nextYear.opensAt);
      expect(before).toMatchObject({ round: year, previous: null });
      expect(before?.published?.figures).toEqual(expectedOf(population)?.units.west);
      await publishToo(id, nextYear.id, nextYear.opensAt + 1);
      const dimensions = expectedOf(population)?.units.west?.dimensions;
      expect(await teams.view(id, "west", nextYear.opensAt + 2)).toMatchObject({
        round: nextYear,
        previous: { round: year, dimensions },
      });
    });

    it("shows a campaign as long as it is open, and afterwards until something newer is published", async () => {
      const id = await newOrganisation(population);
      await take(id, population);
      const running = { opens_at: NOW + 1, closes_at: null, state: "open" as const };
      await opened.database
        .insertInto("round")
        .values({ organisation: id, id: "c-1", name: "รอบพิเศษ", ...running })
        .execute();
      const roundShown = async () => (await teams.view(id, "west", NOW + 9))?.round.id;
      expect(await roundShown()).toBe(year.id);
      await publishToo(id, "c-1", NOW - 5);
      expect(await roundShown()).toBe("c-1");
      await opened.database
        .updateTable("round")
        .set({ state: "closed", closes_at: NOW + 5 })
        .where("organisation", "=", id)
        .execute();
      expect(await roundShown()).toBe(year.id);
      await opened.database
        .updateTable("team_snapshot")
        .set({ taken_at: NOW + 6 })
        .where("organisation", "=", id)
        .where("round", "=", "c-1")
        .execute();
      const view = await teams.view(id, "west", NOW + 9);
      expect([view?.round.id, view?.previous?.round.id]).toEqual(["c-1", year.id]);
    });
  });
}

/** Does something else once the first query has been answered. */
function afterFirstQuery(database: Database, work: () => Promise<unknown>): Database {
  let isFirst = true;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (isFirst) {
        isFirst = false;
        await work();
      }
      return result;
    },
  };
  return database.withPlugin(plugin);
}

function figureRows(database: Database, organisation: string) {
  return database.selectFrom("team_figures").selectAll().where("organisation", "=", organisation).execute();
}

/** Undoes what publishing the second run did, as if the process had ended just before. */
async function asIfNotPublished(
  database: Database,
  organisation: string,
  figures: Awaited<ReturnType<typeof figureRows>>,
): Promise<void> {
  await sql`update snapshot_run set state = 'running' where organisation = ${organisation} and number = 2`.execute(
    database,
  );
  await sql`update team_snapshot set number = 1 where organisation = ${organisation}`.execute(database);
  await database.insertInto("team_figures").values(figures).execute();
}

async function runsWithMarks(database: Database, organisation: string): Promise<readonly number[]> {
  const { rows } = await sql<{ number: number }>`select distinct number from cell_mark
    where organisation = ${organisation} order by number`.execute(database);
  return rows.map(({ number }) => number);
}

async function runStates(database: Database, organisation: string): Promise<readonly string[]> {
  const rows = await database
    .selectFrom("snapshot_run")
    .select("state")
    .where("organisation", "=", organisation)
    .orderBy("number")
    .execute();
  return rows.map(({ state }) => state);
}

async function pendingErasures(database: Database, organisation: string): Promise<number> {
  const rows = await database
    .selectFrom("cell_erasure")
    .select("member")
    .where("organisation", "=", organisation)
    .execute();
  return rows.length;
}

describe("SqlTeamSnapshots on SQLite", () => {
  suite(async () => {
    const { database, other, close } = await openTemporarySqlite();
    return { database, reader: other, close };
  });
});

describeWith(await findPostgres(), "SqlTeamSnapshots on PostgreSQL", (url) => {
  suite(async () => {
    const own = await createDatabase(url);
    const database = openPostgres(own.url, silentLog);
    await migrate(database);
    return {
      database,
      reader: database,
      async close() {
        await database.destroy();
        await own.drop();
      },
    };
  });
});
