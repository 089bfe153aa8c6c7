import { expect, it } from "vitest";
import type { OrgUnit, RosterMember } from "../src/core/people/member.ts";
import { THRESHOLD } from "../src/core/people/organisation.ts";
import { DEMO_ROSTER, PAGE_MEMBERS } from "../src/demo-department.ts";
import { checkRosterFile } from "../src/roster/check-roster-file.ts";
import { loadRosterContent } from "../src/roster/roster-content.ts";
import { FICTIONAL_PEOPLE } from "../src/simulator/people.ts";

const EMPTY = { revision: 0, units: [], members: [] };
const { words } = loadRosterContent();
const checked = await checkRosterFile(DEMO_ROSTER, EMPTY, words);
const { addedUnits: units, added: people } = checked.changes;

it("is a roster without mistakes, of 120 people with names of their own and no real addresses", () => {
  expect(checked.problems).toEqual([]);
  expect(checked.ignored).toEqual([]);
  expect(people).toHaveLength(120);
  expect(new Set(people.map(({ name }) => name)).size).toBe(120);
  expect(people.filter(({ email }) => email !== null && !email.endsWith("@example.go.th"))).toEqual([]);
});

it("changes nothing when it is imported again", async () => {
  const members = people.map((person) => ({ ...person, id: `id-${person.staffNumber}`, active: true }));
  const { changes } = await checkRosterFile(DEMO_ROSTER, { revision: 1, units, members }, words);
  expect(changes).toEqual({
    addedUnits: [],
    changedUnits: [],
    added: [],
    changed: [],
    unchanged: 120,
    unlisted: [],
  });
});

it("has three divisions with teams, some of them below the threshold and one just at it", () => {
  const divisions = units.filter(({ name }) => name.startsWith("กอง"));
  expect(divisions.map(({ id, parent }) => [id, parent])).toEqual([
    ["100", null],
    ["200", null],
    ["300", null],
  ]);
  for (const { id } of divisions) expect(teamsOf(id).length).toBeGreaterThan(2);
  const sizes = divisions.flatMap(({ id }) => teamsOf(id)).map((team) => peopleOf(team).length);
  expect(sizes.filter((size) => size < THRESHOLD.usual).toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
  expect(sizes.filter((size) => size === THRESHOLD.usual)).toHaveLength(1);
});

it("has everybody the demo's story needs", () => {
  expect(people.filter(({ role }) => role === "hr").map(({ staffNumber }) => staffNumber)).toEqual([
    "S0007",
    "S0008",
  ]);
  const tops = units.filter(({ parent }) => parent === null).map(({ id }) => id);
  expect(people.find(({ group }) => group === "executive")?.manages).toEqual(tops);
  expect(people.filter(({ group }) => group === null)).toHaveLength(8);
  expect(new Set(people.map(({ group }) => group)).size).toBe(7);
});

it("lists the people of the page by the same names", () => {
  const names = Object.entries(PAGE_MEMBERS).map(([part, staffNumber]) => [part, nameOf(staffNumber)]);
  const onPage = FICTIONAL_PEOPLE.filter(({ part }) => part !== "newcomer");
  expect(names).toEqual(onPage.map(({ part, displayName }) => [part, displayName]));
});

function teamsOf(division: string): readonly OrgUnit[] {
  return units.filter(({ parent }) => parent === division);
}

function peopleOf({ id }: OrgUnit): readonly RosterMember[] {
  return people.filter(({ unit }) => unit === id);
}

function nameOf(wanted: string): string | undefined {
  return people.find(({ staffNumber }) => staffNumber === wanted)?.name;
}
