/** How many numbers stand in one piece. */
const PIECE = 16_384;

/** A list of whole numbers below 2^32 that grows by pieces: nothing is copied and no number costs more than 4 bytes. */
export class NumberList {
  readonly #pieces: Uint32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length % PIECE === 0) this.#pieces.push(new Uint32Array(PIECE));
    this.#length += 1;
    this.set(this.#length - 1, value);
  }

  /** 0 for a place that is not there. */
  at(place: number): number {
    return this.#pieces[Math.floor(place / PIECE)]?.[place % PIECE] ?? 0;
  }

  /** Places that are not there stay so. */
  set(place: number, value: number): void {
    const piece = this.#pieces[Math.floor(place / PIECE)];
    if (piece !== undefined) piece[place % PIECE] = value;
  }
}
