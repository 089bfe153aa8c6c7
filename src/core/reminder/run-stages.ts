/** From more people than this on a run goes out in stages. */
export const ONE_STAGE_UP_TO = 1_000;
/** How many people the first stage has; the second goes on to a tenth. */
export const FIRST_STAGE = 100;

/** In how many parts a run for so many people is sent. */
export function stagesFor(people: number): number {
  return people > ONE_STAGE_UP_TO ? 3 : 1;
}

/** Fewer refusals than this tell nothing. */
export const REFUSED_AT_LEAST = 5;
/** Of what was tried; from there on something is wrong with the account or the message. */
export const REFUSED_PART = 0.05;
