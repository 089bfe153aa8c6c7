import { THRESHOLD } from "../people/organisation.ts";

/** What an organisation may set about disclosure. */
export interface DisclosureSettings {
  /** The fewest people any published figure, or anything that follows from several, is about. */
  readonly minPeople: number;
}

/**
 * Settings with a threshold organisations may have.
 * @throws RangeError for anything else.
 */
export function disclosureSettings(minPeople: number = THRESHOLD.usual): DisclosureSettings {
  const { least, most } = THRESHOLD;
  const isAllowed = Number.isInteger(minPeople) && minPeople >= least && minPeople <= most;
  if (!isAllowed)
    throw new RangeError(`The threshold is a whole number from ${least} to ${most}, not ${minPeople}`);
  return { minPeople };
}
