/** What an organisation may set about disclosure. */
export interface DisclosureSettings {
  /** The fewest people any published figure, or anything that follows from several, is about. */
  readonly minPeople: number;
}

export const LOWEST_MIN_PEOPLE = 3;
export const HIGHEST_MIN_PEOPLE = 10;
export const DEFAULT_MIN_PEOPLE = 5;

/**
 * Settings with a threshold of 3 to 10 people.
 * @throws RangeError for anything else.
 */
export function disclosureSettings(minPeople: number = DEFAULT_MIN_PEOPLE): DisclosureSettings {
  const isAllowed =
    Number.isInteger(minPeople) && minPeople >= LOWEST_MIN_PEOPLE && minPeople <= HIGHEST_MIN_PEOPLE;
  if (!isAllowed) throw new RangeError(`The threshold is a whole number from 3 to 10, not ${minPeople}`);
  return { minPeople };
}
