import type { Level } from "../assessment/assessment.ts";
import { type OrganisationUnit, pathUp, type UnitTree } from "./unit-tree.ts";

/** An active person of the round's audience. */
export interface TeamPerson {
  /** Stable within a round, meaningless outside; never a name or a staff number. */
  readonly key: string;
  /** Home unit. */
  readonly unit: string;
  /** Units the person manages, each with everything below it. */
  readonly manages: readonly string[];
  /** Staff group; null while unknown. */
  readonly group: string | null;
}

/** The latest completed response of a person in the round. */
export interface CountingResponse {
  readonly person: string;
  /** By item: the level. Not applicable, prefer not to say and what was not asked are left out. */
  readonly levels: Readonly<Record<string, Level>>;
}

/** Everything a snapshot of one organisation and round is decided from. */
export interface TeamPopulation {
  readonly units: readonly OrganisationUnit[];
  /** Active people of the audience, whether they answered or not. */
  readonly people: readonly TeamPerson[];
  /** One a person; people who have left since may be among them and stay counted as completed. */
  readonly responses: readonly CountingResponse[];
  /** Keys of people whose answers were erased since the previous snapshot, even if they answered again. */
  readonly erased: readonly string[];
  /** True once the round takes no more answers. */
  readonly isClosed: boolean;
}

/**
 * The unit a person's answers are counted at: the home unit or, for somebody who manages it, the nearest
 * unit above that they do not manage. Null for somebody who manages the whole organisation.
 */
export function placeOf(person: TeamPerson, tree: UnitTree): string | null {
  const path = pathUp(tree, person.unit);
  const highestManaged = path.findLastIndex((unit) => person.manages.includes(unit));
  return path[highestManaged + 1] ?? null;
}

/** Whether a unit is one the person manages or lies below one. */
export function isManagedBy(person: TeamPerson, unit: string, tree: UnitTree): boolean {
  return person.manages.length > 0 && pathUp(tree, unit).some((above) => person.manages.includes(above));
}
