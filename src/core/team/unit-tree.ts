/** A unit of an organisation; `parent` is null for the organisation itself. */
export interface OrganisationUnit {
  readonly id: string;
  readonly parent: string | null;
}

/** The units of one organisation, ready to be walked. */
export interface UnitTree {
  readonly root: string;
  /** Every unit after all units below it. */
  readonly bottomUp: readonly string[];
  readonly parentOf: ReadonlyMap<string, string | null>;
}

/**
 * The tree the units form, of any depth.
 * @throws RangeError unless there is exactly one root and every unit hangs below it.
 */
export function unitTree(units: readonly OrganisationUnit[]): UnitTree {
  const root = rootOf(units);
  const below = Map.groupBy(units, ({ parent }) => parent);
  const topDown = [root];
  for (const id of topDown) for (const child of below.get(id) ?? []) topDown.push(child.id);
  const parentOf = new Map(units.map(({ id, parent }) => [id, parent]));
  if (topDown.length !== parentOf.size) throw new RangeError("The units do not form one tree");
  return { root, bottomUp: topDown.toReversed(), parentOf };
}

function rootOf(units: readonly OrganisationUnit[]): string {
  const [root, ...others] = units.filter(({ parent }) => parent === null);
  if (root === undefined || others.length > 0) throw new RangeError("An organisation has exactly one root");
  return root.id;
}

/** The unit itself where the tree has it, else the root: what belonged to a closed unit stays the organisation's. */
export function unitInTree(tree: UnitTree, unit: string): string {
  return tree.parentOf.has(unit) ? unit : tree.root;
}

/** The unit, the unit above it, and so on to the root. */
export function pathUp(tree: UnitTree, unit: string): readonly string[] {
  const path = [unitInTree(tree, unit)];
  for (const id of path) {
    const parent = tree.parentOf.get(id) ?? null;
    if (parent !== null) path.push(parent);
  }
  return path;
}
