/** The middle one, or the higher of the two in the middle. Throws when there is none. */
export function median(figures: readonly number[]): number {
  const middle = figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
  if (middle === undefined) throw new Error("no figures to take the median of");
  return middle;
}
