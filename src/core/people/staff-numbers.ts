import { NumberList } from "./number-list.ts";

const FEWEST_SLOTS = 1_024;
/** Of a number in the list: the first row it stands in, the second or 0, then its text. */
const ROWS = 2;

/**
 * Which staff numbers a roster has, and in which rows. A Map would take 100 bytes and more for each; here it is
 * about 40, and half a million people fit where fifty thousand would.
 */
export class StaffNumbers {
  readonly #seed: number;
  readonly #list = new NumberList();
  /** Places in the list, one more than they are; 0 is empty. A number stands at its hash or in a slot after it. */
  #slots = new Uint32Array(FEWEST_SLOTS);
  #count = 0;

  /** @param seed any whole number; one nobody can guess keeps files from being made that are slow to check */
  constructor(seed = 0) {
    this.#seed = seed >>> 0;
  }

  /** Notes that a number stands in a row. */
  add(text: string, row: number): void {
    const slot = this.#slotOf(text);
    const place = (this.#slots[slot] ?? 0) - 1;
    if (place < 0) this.#append(text, row, slot);
    else if (this.#list.at(place + 1) === 0) this.#list.set(place + 1, row);
  }

  has(text: string): boolean {
    return this.#slots[this.#slotOf(text)] !== 0;
  }

  /** The first row with this number other than the given one; undefined when there is none. */
  otherRow(text: string, row: number): number | undefined {
    const place = (this.#slots[this.#slotOf(text)] ?? 0) - 1;
    if (place < 0) return undefined;
    const first = this.#list.at(place);
    if (first !== row) return first;
    return this.#list.at(place + 1) || undefined;
  }

  #append(text: string, row: number, slot: number): void {
    this.#slots[slot] = this.#list.length + 1;
    this.#list.push(row);
    this.#list.push(0);
    for (let at = 0; at < wordsOf(text); at += 1) this.#list.push(word(text, at));
    this.#count += 1;
    if (this.#count * 2 > this.#slots.length) this.#widen();
  }

  /** The slot of a number, or the empty one it would get. */
  #slotOf(text: string): number {
    let hash = this.#seed;
    for (let at = 0; at < wordsOf(text); at += 1) hash = mixed(hash, word(text, at));
    for (let slot = hash & (this.#slots.length - 1); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const place = (this.#slots[slot] ?? 0) - 1;
      if (place < 0 || this.#isAt(place, text)) return slot;
    }
  }

  #isAt(place: number, text: string): boolean {
    for (let at = 0; at < wordsOf(text); at += 1)
      if (this.#list.at(place + ROWS + at) !== word(text, at)) return false;
    return true;
  }

  #widen(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    for (const place of this.#slots) {
      if (place === 0) continue;
      let slot = this.#hashAt(place - 1) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = place;
    }
    this.#slots = slots;
  }

  #hashAt(place: number): number {
    const words = wordsFor(this.#list.at(place + ROWS) & 0xffff);
    let hash = this.#seed;
    for (let at = 0; at < words; at += 1) hash = mixed(hash, this.#list.at(place + ROWS + at));
    return hash;
  }
}

/** A text is its length and its UTF-16 code units, two of them in a word. */
function word(text: string, at: number): number {
  const low = at === 0 ? text.length : text.charCodeAt(2 * at - 1);
  const high = 2 * at < text.length ? text.charCodeAt(2 * at) : 0;
  return (low | (high << 16)) >>> 0;
}

function wordsOf(text: string): number {
  return wordsFor(text.length);
}

function wordsFor(length: number): number {
  return Math.floor(length / 2) + 1;
}

/** A round of MurmurHash3. */
function mixed(hash: number, value: number): number {
  const spread = Math.imul(value, 0xcc9e2d51);
  const turned = hash ^ Math.imul((spread << 15) | (spread >>> 17), 0x1b873593);
  const next = Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64;
  return (next ^ (next >>> 16)) >>> 0;
}
