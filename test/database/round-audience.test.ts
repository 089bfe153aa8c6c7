import { expect, it } from "vitest";
import type { Member } from "../../src/core/people/member.ts";
import { calendarYear } from "../../src/core/people/round.ts";
import type { RoundPerson } from "../../src/core/team/round-person.ts";
import { findMembership } from "../../src/database/find-membership.ts";
import { roundPeople } from "../../src/database/round-people.ts";
import { currentRound } from "../../src/database/round-rows.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
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

const DIVISION = { units: ["10"], groups: [], roles: ["officer"] } as const;

await onBothDatabases("a round with an audience", (database) => {
  const standings = (
    page: { readonly unit?: string; readonly after?: string; readonly limit?: number } = {},
  ) => new SqlRounds(database()).standings("dep", "2569-1", { limit: 10, ...page });
  const numbers = async (...asked: Parameters<typeof standings>) =>
    (await standings(...asked)).map(({ staffNumber }) => staffNumber).join("");

  it("keeps whom it is for and the questionnaire, and notes both", async () => {
    await addDepartment(database(), "dep");
    const opened = round({ audience: DIVISION, questionnaire: "1" });
    expect(await openRound(database(), "dep", opened)).toBe(true);
    expect(await currentRound(database(), "dep", AT)).toEqual(opened);
    expect(await new SqlRounds(database()).list("dep")).toEqual([{ ...opened, state: "open" }]);
    const [entry] = await new SqlAuditLog(database()).list({ organisation: "dep", limit: 1 });
    expect(entry).toMatchObject({
      action: "round_open",
      detail: { round: "2569-1", audience: DIVISION, questionnaire: "1" },
    });
    expect(await new SqlRounds(database()).close("dep", "operator:test", AT + 1)).toEqual({
      ...opened,
      closesAt: AT + 1,
    });
  });

  it.each(["{}", "null", '{"units":[1],"groups":[],"roles":[]}', '{"units":[],"groups":["x"],"roles":[]}'])(
    "is not for everybody because of a mistake: %s",
    async (audience) => {
      await addDepartment(database(), "dep");
      await openRound(database(), "dep", round());
      await database().updateTable("round").set({ audience }).execute();
      await expect(currentRound(database(), "dep", AT)).rejects.toThrow("audience cannot be read");
    },
  );

  it("is the round of those it is for; the others have the calendar year", async () => {
    const members = await addDepartment(database(), "dep");
    for (const member of members) await linkPerson(database(), member);
    const rounds = async () => {
      const found = await Promise.all(members.map(({ id }) => findMembership(database(), `U-${id}`, AT)));
      return found.map((membership) => membership?.round);
    };
    const year = calendarYear(AT);
    expect(await rounds()).toEqual([year, year, year, year, year, undefined]);
    const opened = round({ audience: DIVISION, questionnaire: "1" });
    await openRound(database(), "dep", opened);
    // 2 manages, 4 and 5 are elsewhere, 6 has left.
    expect(await rounds()).toEqual([opened, year, opened, year, year, undefined]);
    await removeUnit(database(), "12");
    expect((await rounds())[2]).toEqual(year);
  });

  it("lists those it is for, page by page, of a unit or of all", async () => {
    await addDepartment(database(), "dep");
    await openRound(database(), "dep", round({ audience: { units: ["10"], groups: [], roles: [] } }));
    expect(await numbers()).toBe("123");
    expect(await numbers({ limit: 2 })).toBe("12");
    expect(await numbers({ limit: 2, after: "2" })).toBe("3");
    expect(await numbers({ unit: "11" })).toBe("23");
    expect(await numbers({ unit: "20" })).toBe("");
  });

  it("has nobody once its unit is no longer in the roster", async () => {
    const members = await addDepartment(database(), "dep");
    await linkPerson(database(), members[4] as Member);
    await openRound(database(), "dep", round({ audience: { units: ["20"], groups: [], roles: [] } }));
    expect(await numbers()).toBe("45");
    await removeUnit(database(), "20");
    expect(await numbers()).toBe("");
    const membership = await findMembership(database(), `U-${members[4]?.id}`, AT);
    expect(membership?.round).toEqual(calendarYear(AT));
  });

  it("tells since when everybody stands as they do, but not of those that cannot be reached", async () => {
    const members = await addDepartment(database(), "dep");
    const [first, second, third, fourth, fifth] = members as [Member, Member, Member, Member, Member];
    await openRound(database(), "dep", round());
    const since = async () => (await standings()).map(({ status, since: at }) => [status, at]);
    await linkPerson(database(), first, { at: AT - 5 });
    await linkPerson(database(), second, { at: AT + 5 });
    await beginAssessment(database(), await linkPerson(database(), third), AT + 6);
    await linkPerson(database(), fourth, { declinedAt: AT + 7 });
    expect(await since()).toEqual([
      ["not_started", AT],
      ["not_started", AT + 5],
      ["in_progress", AT + 6],
      ["declined", AT + 7],
      ["not_linked", null],
    ]);
    await complete(database(), first, "2569-1", AT + 8);
    await refuse(database(), second, "2569-1", AT + 9);
    await refuse(database(), third, "2569-1", AT + 9, "U-account they had before");
    await refuse(database(), third, "earlier", AT + 9);
    await refuse(database(), fourth, "2569-1", AT + 10);
    await linkPerson(database(), fifth, { blockedAt: AT + 11 });
    expect(await since()).toEqual([
      ["completed", AT + 8],
      ["not_reachable", null],
      ["in_progress", AT + 6],
      ["not_reachable", null],
      ["not_reachable", null],
    ]);
  });

  it("counts in team summaries as if everybody else had left, and keeps what they said", async () => {
    const members = await addDepartment(database(), "dep");
    await openRound(database(), "dep", round({ audience: DIVISION }));
    await complete(database(), members[0] as Member, "2569-1", AT + 1);
    await complete(database(), members[4] as Member, "2569-1", AT + 1);
    const people = new Map<string, RoundPerson>();
    const of = { organisation: "dep", round: "2569-1", published: new Set<number>(), pageSize: 2 };
    for await (const some of roundPeople(database(), of)) for (const one of some) people.set(one.key, one);
    const response = { group: "service", levels: "1" };
    expect(
      members.map(({ id }) => people.get(id)).map((one) => [one?.active ?? null, one?.response ?? null]),
    ).toEqual([
      [{ unit: "10", group: "service" }, response],
      [null, null],
      [{ unit: "12", group: "academic" }, null],
      [null, null],
      [null, response],
      [null, null],
    ]);
  });
});

async function removeUnit(database: Database, id: string): Promise<void> {
  await database.deleteFrom("org_unit").where("id", "=", id).execute();
}
