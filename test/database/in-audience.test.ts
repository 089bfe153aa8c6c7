import { expect, it } from "vitest";
import { type Audience, EVERYBODY } from "../../src/core/people/audience.ts";
import { below, inAudience } from "../../src/database/in-audience.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import { addDepartment } from "./audience-world.ts";
import { onBothDatabases } from "./on-both-databases.ts";

const CASES: readonly [Partial<Audience>, string][] = [
  [{}, "12345"],
  [{ units: ["10"] }, "123"],
  [{ units: ["11"] }, "23"],
  [{ units: ["12", "20"] }, "345"],
  [{ units: ["11", "12"] }, "23"],
  [{ units: ["gone"] }, ""],
  [{ units: ["gone", "20"] }, "45"],
  [{ groups: ["service"] }, "14"],
  [{ groups: ["service", "academic"] }, "134"],
  [{ groups: ["others"] }, ""],
  [{ roles: ["officer"] }, "135"],
  [{ roles: ["manager"] }, "2"],
  [{ roles: ["hr"] }, "4"],
  [{ roles: ["officer", "manager"] }, "1235"],
  [{ roles: ["hr", "manager"] }, "24"],
  [{ roles: ["officer", "hr"] }, "1345"],
  [{ roles: ["hr", "manager", "officer"] }, "12345"],
  [{ units: ["10"], groups: ["service", "management"], roles: ["officer"] }, "1"],
];

await onBothDatabases("inAudience", (database) => {
  it("chooses by units with everything below, by groups and by roles", async () => {
    await addDepartment(database(), "dep");
    await addDepartment(database(), "other");
    const rounds = new SqlRounds(database());
    const found: [Partial<Audience>, string][] = [];
    for (const [some] of CASES) {
      const audience = { ...EVERYBODY, ...some };
      const numbers = await numbersOf(active(database(), "dep").where(inAudience("dep", audience)));
      found.push([some, numbers]);
      expect(await rounds.countMeant("dep", audience)).toBe(numbers.length);
    }
    expect(found).toEqual(CASES);
  });

  it("is everybody where there is no audience", async () => {
    await addDepartment(database(), "dep");
    expect(await numbersOf(active(database(), "dep").where(inAudience("dep", undefined)))).toBe("12345");
  });

  it("finds people of a unit and everything below", async () => {
    await addDepartment(database(), "dep");
    const of = (unit: string) => numbersOf(active(database(), "dep").where(below("dep", unit)));
    expect([await of(""), await of("10"), await of("12"), await of("none")]).toEqual([
      "12345",
      "123",
      "3",
      "",
    ]);
  });

  it("ends although units hang in a circle", async () => {
    await addDepartment(database(), "dep");
    await database().updateTable("org_unit").set({ parent: "12" }).where("id", "=", "10").execute();
    expect(await numbersOf(active(database(), "dep").where(below("dep", "11")))).toBe("123");
  });
});

function active(database: Database, organisation: string) {
  return database
    .selectFrom("member")
    .select("staff_number")
    .where("organisation", "=", organisation)
    .where("active", "=", 1)
    .orderBy("staff_number");
}

async function numbersOf(query: ReturnType<typeof active>): Promise<string> {
  return (await query.execute()).map(({ staff_number: number }) => number).join("");
}
