import { expect, it } from "vitest";
import type { Member } from "../../src/core/people/member.ts";
import type { Round } from "../../src/core/people/round.ts";
import { findProgress } from "../../src/database/find-progress.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import {
  AT,
  addDepartment,
  beginAssessment,
  complete,
  linkPerson,
  openRound,
  refuse,
  round,
} from "./audience-world.ts";
import { onBothDatabases } from "./on-both-databases.ts";

const NOBODY = {
  people: 0,
  completed: 0,
  inProgress: 0,
  notStarted: 0,
  declined: 0,
  notReachable: 0,
  notLinked: 0,
};

await onBothDatabases("findProgress", (database) => {
  const find = (unit: string, of: Round = round()) => findProgress(database(), "dep", of, unit, AT);

  it("counts everybody of a unit and of each unit directly below", async () => {
    const members = await addDepartment(database(), "dep");
    const [first, second, third, fourth, fifth] = members as [Member, Member, Member, Member, Member];
    await openRound(database(), "dep", round());
    await linkPerson(database(), first, { blockedAt: AT + 1 });
    await complete(database(), second, "2569-1", AT + 1);
    await beginAssessment(database(), await linkPerson(database(), third), AT + 1);
    await refuse(database(), third, "2569-1", AT, "U-account they had before");
    await linkPerson(database(), fourth, { declinedAt: AT + 1 });
    await linkPerson(database(), fifth);
    const ten = { ...NOBODY, people: 3, completed: 1, inProgress: 1, notReachable: 1 };
    const twenty = { ...NOBODY, people: 2, notStarted: 1, declined: 1 };
    expect(await find("")).toEqual({
      round: round(),
      path: [],
      counts: {
        ...NOBODY,
        people: 5,
        completed: 1,
        inProgress: 1,
        notStarted: 1,
        declined: 1,
        notReachable: 1,
      },
      below: [
        { id: "10", name: "หน่วย 10", counts: ten, hasUnits: true },
        { id: "20", name: "หน่วย 20", counts: twenty, hasUnits: false },
      ],
      // The one who cannot be reached is known by name.
      apart: null,
      runs: [],
    });
    const eleven = { ...NOBODY, people: 2, completed: 1, inProgress: 1 };
    expect(await find("10")).toMatchObject({
      path: [{ id: "10", name: "หน่วย 10" }],
      counts: ten,
      below: [{ id: "11", counts: eleven, hasUnits: true }],
      apart: null,
    });
    expect(await find("12")).toMatchObject({
      path: [{ id: "12" }, { id: "11" }, { id: "10" }],
      counts: { ...NOBODY, people: 1, inProgress: 1 },
      below: [],
    });
    expect(await statusCounts(database())).toEqual([1, 1, 1, 1, 1]);
  });

  it("counts whom the round is for, and leaves out units without any of them", async () => {
    await addDepartment(database(), "dep");
    const audience = { units: ["11", "gone"], groups: [], roles: [] } as const;
    const view = await find("", round({ audience }));
    expect(view?.counts).toEqual({ ...NOBODY, people: 2, notLinked: 2 });
    expect(view?.below.map(({ id, counts }) => [id, counts.people])).toEqual([["10", 2]]);
    // Two people are fewer than the organisation's threshold of five.
    expect(view?.apart).toBeNull();
    const nobody = await find("20", round({ audience }));
    expect([nobody?.counts, nobody?.below]).toEqual([NOBODY, []]);
  });

  it("counts everybody apart once, and nobody who has completed", async () => {
    const members = await addDepartment(database(), "dep");
    const [first, second, third, fourth, fifth] = members as [Member, Member, Member, Member, Member];
    await linkPerson(database(), first, { stoppedFor: "always", snoozedUntil: AT + 1 });
    await linkPerson(database(), second, { stoppedFor: "2569-1" });
    await linkPerson(database(), third, { stoppedFor: "another", snoozedUntil: AT + 1 });
    await linkPerson(database(), fourth, { snoozedUntil: AT });
    await linkPerson(database(), fifth);
    expect((await find(""))?.apart).toEqual({ optedOut: 2, snoozed: 1, blocked: 0, undeliverable: 0 });
    await database().updateTable("organisation").set({ threshold: 3 }).execute();
    const blocked = [first, second].map(({ id }) => `U-${id}`);
    await database().updateTable("person").set({ reachable: 0 }).where("person_id", "in", blocked).execute();
    await refuse(database(), first, "2569-1", AT);
    await refuse(database(), third, "2569-1", AT);
    // Two who have not finished are fewer than three.
    expect((await find(""))?.apart).toBeNull();
    await complete(database(), fourth, "2569-1", AT);
    await complete(database(), fifth, "2569-1", AT);
    expect((await find(""))?.apart).toEqual({ optedOut: 0, snoozed: 0, blocked: 2, undeliverable: 1 });
  });

  it("knows the latest three runs of the round", async () => {
    await addDepartment(database(), "dep");
    await openRound(database(), "dep", round());
    for (const number of [2, 4, 1, 3]) await addRun(database(), "2569-1", number);
    await addRun(database(), "another", 5);
    const view = await find("");
    expect(view?.runs.map(({ id }) => id)).toEqual(["run-4", "run-3", "run-2"]);
    expect(view?.runs[0]).toMatchObject({ round: { id: "2569-1", name: "รอบแรก" }, unit: null, planned: 7 });
  });

  it("is undefined for a unit or an organisation that is not there", async () => {
    await addDepartment(database(), "dep");
    await addDepartment(database(), "other");
    await database()
      .deleteFrom("org_unit")
      .where("organisation", "=", "dep")
      .where("id", "=", "12")
      .execute();
    expect(await find("12")).toBeUndefined();
    expect(await findProgress(database(), "none", round(), "", AT)).toBeUndefined();
    // Whoever is in a unit that is gone is still somebody of the organisation.
    expect((await find(""))?.counts.people).toBe(5);
  });
});

await onBothDatabases("standings of those who are not linked", (database) => {
  it("are those of everybody's, page by page", async () => {
    const members = await addDepartment(database(), "dep");
    const [first, second, third] = members as [Member, Member, Member];
    await openRound(database(), "dep", round());
    await linkPerson(database(), first);
    // Has completed, and unlinked since.
    await complete(database(), second, "2569-1", AT + 1);
    await database().deleteFrom("account_link").where("member", "=", second.id).execute();
    await complete(database(), third, "another round", AT + 1);
    await database().deleteFrom("account_link").where("member", "=", third.id).execute();
    const rounds = new SqlRounds(database());
    const everybody = await rounds.standings("dep", "2569-1", { limit: 10 });
    const status = "not_linked";
    const theirs = everybody.filter((one) => one.status === status);
    expect(theirs.length).toBe(3);
    expect(await rounds.standings("dep", "2569-1", { limit: 10, status })).toEqual(theirs);
    expect(await rounds.standings("dep", "2569-1", { limit: 1, status })).toEqual(theirs.slice(0, 1));
    const after = theirs[0]?.staffNumber;
    expect(await rounds.standings("dep", "2569-1", { after, limit: 1, status })).toEqual(theirs.slice(1, 2));
  });
});

/** How many of each status by name there are, in the order they first appear. */
async function statusCounts(database: Database): Promise<readonly number[]> {
  const people = await new SqlRounds(database).standings("dep", "2569-1", { limit: 10 });
  return [...Map.groupBy(people, ({ status }) => status).values()].map(({ length }) => length);
}

async function addRun(database: Database, roundId: string, number: number): Promise<void> {
  await database
    .insertInto("reminder_run")
    .values({
      id: `run-${number}`,
      organisation: "dep",
      round: roundId,
      step: `step-${number}`,
      unit: "",
      notice_version: "1@dep",
      state: "done",
      started_by: "operator:test",
      created_at: number,
      starts_at: number,
      period: "2026-11",
      min_gap_days: 3,
      most_per_round: 4,
      planned: 7,
    })
    .execute();
}
