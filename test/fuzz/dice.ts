import { type Random, seededRandom } from "../../src/seeded-random.ts";

/** Keeps the numbers of neighbouring seeds apart. */
const SPREAD = 0x9e37_79b1;

/** Everything that is left to chance; the same for the same seed. */
export class Dice {
  readonly #random: Random;

  /** @param number of the thing the dice are for, so that each has chances of its own */
  constructor(seed: number, number = 0) {
    this.#random = seededRandom(Math.imul(seed + 1, SPREAD) ^ Math.imul(number + 1, 0x85eb_ca6b));
  }

  /** A whole number from 0 up to, not including, the limit. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** Whether something happens that happens this often, 0 to 1. */
  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** One of the things. Throws RangeError when there are none. */
  pick<T>(things: readonly T[]): T {
    const thing = things[this.below(things.length)];
    if (thing === undefined && things.length === 0) throw new RangeError("nothing to pick from");
    return thing as T;
  }

  /** One of the ways, as often as its weight says. */
  weighted<T>(ways: readonly (readonly [weight: number, way: T])[]): T {
    let left = this.#random() * ways.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, way] of ways) {
      left -= weight;
      if (left < 0) return way;
    }
    return this.pick(ways)[1];
  }
}
