import { byStaffNumber, type RosterMember } from "../core/people/member.ts";

/** Those with the lowest staff numbers of many, of whom only so many are held. */
export class FirstPeople<T> {
  readonly #most: number;
  readonly #memberOf: (one: T) => RosterMember;
  #held: T[] = [];

  /** @param memberOf who somebody is */
  constructor(most: number, memberOf: (one: T) => RosterMember) {
    this.#most = most;
    this.#memberOf = memberOf;
  }

  add(some: readonly T[]): void {
    if (some.length > 0) this.#held = this.#first([...this.#held, ...some]);
  }

  /** By staff number. */
  all(): readonly T[] {
    return this.#held;
  }

  #first(some: readonly T[]): T[] {
    return some.toSorted((a, b) => byStaffNumber(this.#memberOf(a), this.#memberOf(b))).slice(0, this.#most);
  }
}
