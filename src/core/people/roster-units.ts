import type { OrgUnit } from "./member.ts";
import { problemAt, type RosterProblem } from "./roster-problem.ts";
import type { RosterEntry } from "./roster-row.ts";
import { findTangles, type Tangle } from "./unit-tangles.ts";

/** The units after a roster, and what is wrong with those it speaks of. */
export interface UnitVerdict {
  /** Every unit there would be, the existing ones included, by id. */
  readonly units: ReadonlyMap<string, OrgUnit>;
  /** Ids of the units the roster speaks of, in the order it does. */
  readonly spokenOf: readonly string[];
  /** Ids of units that cannot be used. */
  readonly wrong: ReadonlySet<string>;
  /** What is wrong with what a row says about its unit, and with a unit that first stands there. */
  problemsOf(entry: RosterEntry): readonly RosterProblem[];
}

const NO_PROBLEMS: readonly RosterProblem[] = [];

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
 * them win and the others are wrong; without a majority all of them are. No order of rows matters. It holds what
 * is said, once, and no rows.
 */
export class UnitSurvey {
  readonly #described = new Map<string, Description>();

  note({ row, unit, unitName, parent }: RosterEntry): void {
    if (unit === undefined) return;
    let description = this.#described.get(unit);
    if (description === undefined) {
      description = { id: unit, row, names: new Map(), parents: new Map(), parentAsked: false };
      this.#described.set(unit, description);
    }
    if (unitName !== undefined) count(description.names, unitName, row);
    if (parent !== undefined) description.parentAsked = true;
    if (typeof parent === "string") count(description.parents, parent, row);
  }

  /** After all rows. */
  judge(existing: readonly OrgUnit[]): UnitVerdict {
    const before = new Map(existing.map((unit) => [unit.id, unit]));
    const all = new Map([...this.#described].map(([id, description]) => [id, agree(description)]));
    const units = new Map(before);
    for (const [id, agreed] of all) units.set(id, unitOf(agreed, before.get(id)));
    const nameless = new Set([...all].filter(([id, agreed]) => isNameless(agreed, units.get(id))).map(first));
    const ties = [...all].filter(([, { name, parent }]) => name.isTie || parent.isTie).map(first);
    const wrong = new Set([...ties, ...nameless]);
    const tangles = new Map(findTangles(all.keys(), units, wrong).map((tangle) => [tangle.unit, tangle]));
    for (const unit of tangles.keys()) wrong.add(unit);
    const problemsOf = (entry: RosterEntry) => unitProblems(entry, { all, nameless, tangles });
    return { units, spokenOf: [...all.keys()], wrong, problemsOf };
  }
}

function first([id]: readonly [string, unknown]): string {
  return id;
}

function isNameless({ name }: Agreed, unit: OrgUnit | undefined): boolean {
  return !name.isTie && unit?.name === "";
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

interface Judged {
  readonly all: ReadonlyMap<string, Agreed>;
  readonly nameless: ReadonlySet<string>;
  readonly tangles: ReadonlyMap<string, Tangle>;
}

/** A unit as a whole is told of where it first stands; a row that says something else than most, in that row. */
function unitProblems(entry: RosterEntry, { all, nameless, tangles }: Judged): readonly RosterProblem[] {
  const { row, unit = "" } = entry;
  const agreed = all.get(unit);
  if (agreed === undefined) return NO_PROBLEMS;
  const isFirst = agreed.description.row === row;
  const isAlone = agreed.name.most.length < 2 && agreed.parent.most.length < 2;
  if (isAlone && !isFirst) return NO_PROBLEMS;
  const tangle = isFirst ? tangles.get(unit) : undefined;
  return [
    ...(isFirst && nameless.has(unit) ? [problemAt(row, "unit_name", "unit_name_missing", { unit })] : []),
    ...disagreements(entry, agreed),
    ...(tangle ? [problemAt(row, "parent", tangle.code, { unit, above: tangle.above })] : []),
  ];
}

function disagreements({ row, unit = "", unitName, parent }: RosterEntry, agreed: Agreed) {
  const name = otherThan(agreed.name, unitName);
  const above = otherThan(agreed.parent, parent);
  return [
    ...(name ? [problemAt(row, "unit_name", "unit_two_names", { unit, ...name })] : []),
    ...(above ? [problemAt(row, "parent", "unit_two_parents", { unit, ...above })] : []),
  ];
}

function otherThan({ value, most }: Agreement, here: string | null | undefined) {
  if (most.length < 2 || typeof here !== "string" || value === here) return undefined;
  const other = most.find(({ what }) => what !== here);
  return other && { other: other.what, otherRow: other.row };
}
