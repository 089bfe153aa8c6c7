import type { OrgUnit } from "./member.ts";
import { problemAt, type RosterProblem } from "./roster-problem.ts";
import type { RosterEntry } from "./roster-row.ts";
import { findTangles } from "./unit-tangles.ts";

/** The units after a roster, and what is wrong with those it speaks of. */
export interface UnitVerdict {
  /** Every unit there would be, the existing ones included, by id. */
  readonly units: ReadonlyMap<string, OrgUnit>;
  /** Ids of units that cannot be used. */
  readonly wrong: ReadonlySet<string>;
  readonly problems: readonly RosterProblem[];
}

/** How often something was said, and where first. */
type Said = Map<string, { count: number; readonly row: number }>;

interface Description {
  readonly id: string;
  readonly row: number;
  readonly names: Said;
  readonly parents: Said;
  /** Whether the file has a column for the unit above. */
  parentAsked: boolean;
}

/** What rows agree on; without a majority they agree on nothing. */
interface Agreement {
  readonly value: string | undefined;
  readonly isTie: boolean;
  /** The two things said most often, with the row that says it first. */
  readonly most: readonly { readonly what: string; readonly row: number }[];
}

interface Agreed {
  readonly description: Description;
  readonly name: Agreement;
  readonly parent: Agreement;
}

/**
 * Puts together what the rows say about units and lays it over the existing ones. Where rows disagree, most of
 * them win and the others are wrong; without a majority all of them are. No order of rows matters.
 */
export function judgeUnits(entries: readonly RosterEntry[], existing: readonly OrgUnit[]): UnitVerdict {
  const before = new Map(existing.map((unit) => [unit.id, unit]));
  const all = new Map([...describeUnits(entries)].map(([id, description]) => [id, agree(description)]));
  const units = new Map(before);
  for (const [id, agreed] of all) units.set(id, unitOf(agreed, before.get(id)));
  const nameless = [...all.values()].filter(({ description: { id }, name }) => {
    return !name.isTie && units.get(id)?.name === "";
  });
  const ties = [...all].filter(([, { name, parent }]) => name.isTie || parent.isTie);
  const wrong = new Set([...ties.map(([id]) => id), ...nameless.map(({ description }) => description.id)]);
  const tangles = findTangles(all.keys(), units, wrong);
  for (const { unit } of tangles) wrong.add(unit);
  return {
    units,
    wrong,
    problems: [
      ...nameless.map(({ description: { id, row } }) =>
        problemAt(row, "unit_name", "unit_name_missing", { unit: id }),
      ),
      ...disagreements(entries, all),
      ...tangles.flatMap(({ unit, code, above }) => {
        const row = all.get(unit)?.description.row;
        return row === undefined ? [] : [problemAt(row, "parent", code, { unit, above })];
      }),
    ],
  };
}

function describeUnits(entries: readonly RosterEntry[]): ReadonlyMap<string, Description> {
  const described = new Map<string, Description>();
  for (const { row, unit, unitName, parent } of entries) {
    if (unit === undefined) continue;
    let description = described.get(unit);
    if (description === undefined) {
      description = { id: unit, row, names: new Map(), parents: new Map(), parentAsked: false };
      described.set(unit, description);
    }
    if (unitName !== undefined) count(description.names, unitName, row);
    if (parent !== undefined) description.parentAsked = true;
    if (typeof parent === "string") count(description.parents, parent, row);
  }
  return described;
}

function count(said: Said, what: string, row: number): void {
  const known = said.get(what);
  if (known === undefined) said.set(what, { count: 1, row });
  else known.count += 1;
}

function agree(description: Description): Agreed {
  return { description, name: agreement(description.names), parent: agreement(description.parents) };
}

function agreement(said: Said): Agreement {
  const ranked = [...said].map(([what, { count, row }]) => ({ what, count, row }));
  const most = ranked.toSorted((a, b) => b.count - a.count).slice(0, 2);
  const isTie = most.length === 2 && most[0]?.count === most[1]?.count;
  return { value: isTie ? undefined : most[0]?.what, isTie, most };
}

/** What is not said stays as it was. The name is empty when nobody knows it. */
function unitOf({ description, name, parent }: Agreed, was: OrgUnit | undefined): OrgUnit {
  const above = description.parentAsked ? null : (was?.parent ?? null);
  return { id: description.id, parent: parent.value ?? above, name: name.value ?? was?.name ?? "" };
}

/** One problem for every row that says something else than most. */
function disagreements(
  entries: readonly RosterEntry[],
  all: ReadonlyMap<string, Agreed>,
): readonly RosterProblem[] {
  return entries.flatMap(({ row, unit = "", unitName, parent }) => {
    const agreed = all.get(unit);
    if (agreed === undefined) return [];
    const name = otherThan(agreed.name, unitName);
    const above = otherThan(agreed.parent, parent);
    return [
      ...(name ? [problemAt(row, "unit_name", "unit_two_names", { unit, ...name })] : []),
      ...(above ? [problemAt(row, "parent", "unit_two_parents", { unit, ...above })] : []),
    ];
  });
}

function otherThan({ value, most }: Agreement, here: string | null | undefined) {
  if (most.length < 2 || typeof here !== "string" || value === here) return undefined;
  const other = most.find(({ what }) => what !== here);
  return other && { other: other.what, otherRow: other.row };
}
