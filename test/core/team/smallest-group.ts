/** What a published number adds up: by column, how often the column's value is in it. */
export type Row = ReadonlyMap<string, bigint>;

/**
 * Looks for people about whom the numbers say something when put together: a combination of all rows that
 * is not nothing and has only values of fewer than `minPeople` people left in it. Exact, by elimination:
 * there is one inside a set of people if and only if the rows lose rank when that set's columns are removed.
 * Returns such people, or null.
 */
export function smallestGroup(
  rows: readonly Row[],
  personOf: (column: string) => string,
  minPeople: number,
): readonly string[] | null {
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))].toSorted();
  const basis = eliminate(rows.map((row) => columns.map((column) => row.get(column) ?? 0n)));
  const people = [...new Set(columns.map(personOf))];
  // A set of fewer people lies within one of these.
  const groups = subsets(people, Math.min(minPeople - 1, people.length));
  const isExposed = (group: readonly string[]) => {
    const outside = columns.flatMap((column, at) => (group.includes(personOf(column)) ? [] : [at]));
    return eliminate(basis.map((row) => outside.map((at) => row[at] ?? 0n))).length < basis.length;
  };
  return groups.find(isExposed) ?? null;
}

/** Linearly independent rows that span the same space; their number is the rank. */
export function eliminate(rows: readonly (readonly bigint[])[]): readonly (readonly bigint[])[] {
  const basis: { readonly row: readonly bigint[]; readonly pivot: number }[] = [];
  for (const row of rows) {
    const rest = basis.reduce((left, { row: by, pivot }) => without(left, by, pivot), row);
    const pivot = rest.findIndex((value) => value !== 0n);
    if (pivot >= 0) basis.push({ row: rest, pivot });
  }
  return basis.map(({ row }) => row);
}

function without(row: readonly bigint[], by: readonly bigint[], pivot: number): readonly bigint[] {
  const [factor = 0n, lead = 1n] = [row[pivot], by[pivot]];
  if (factor === 0n) return row;
  const rest = row.map((value, at) => value * lead - (by[at] ?? 0n) * factor);
  const divisor = rest.reduce(gcd, 0n);
  return divisor > 1n ? rest.map((value) => value / divisor) : rest;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b);
}

function subsets(people: readonly string[], size: number): readonly (readonly string[])[] {
  if (size === 0) return [[]];
  return people.flatMap((person, at) =>
    subsets(people.slice(at + 1), size - 1).map((others) => [person, ...others]),
  );
}
