/** A row about a member. */
interface OfMember {
  readonly member: string;
}

/** Rows in the order of their members, read page by page, the next page while this one is being used. */
export class KeyedRows<R extends OfMember> {
  readonly #readPage: (last: R | undefined) => Promise<readonly R[]>;
  readonly #limit: number;
  #rows: readonly R[] = [];
  #at = 0;
  #hasEnded = false;
  #next: Promise<readonly R[]> | undefined;

  /** @param readPage the rows after one, fewer than `limit` at the end only */
  constructor(limit: number, readPage: (last: R | undefined) => Promise<readonly R[]>) {
    this.#limit = limit;
    this.#readPage = readPage;
  }

  /** The member of the next row; undefined when no row is at hand. */
  get member(): string | undefined {
    return this.#rows[this.#at]?.member;
  }

  /** Whether all rows of a member are at hand. */
  covers(member: string): boolean {
    if (this.#hasEnded) return true;
    const { last } = this;
    return last !== undefined && last > member;
  }

  /** The last member at hand, of whom there may be more rows; undefined when all rows are. */
  get last(): string | undefined {
    return this.#hasEnded ? undefined : this.#rows.at(-1)?.member;
  }

  /** Whether the next row, if there is one, is at hand. */
  get isReady(): boolean {
    return this.#hasEnded || this.#at < this.#rows.length;
  }

  /** The next row if it is of the member. */
  take(member: string): R | undefined {
    const row = this.#rows[this.#at];
    if (row === undefined || row.member !== member) return undefined;
    this.#at += 1;
    return row;
  }

  /** Waits for a page that was asked for and is not wanted any more. */
  async settle(): Promise<void> {
    await this.#next?.catch(() => {});
  }

  async load(): Promise<void> {
    const page = await (this.#next ?? this.#readPage(this.#rows.at(-1)));
    this.#rows = [...this.#rows.slice(this.#at), ...page];
    this.#at = 0;
    this.#hasEnded = page.length < this.#limit;
    this.#next = this.#hasEnded ? undefined : this.#readPage(page.at(-1));
    // Awaited with the next load; that it fails before must not end the process.
    this.#next?.catch(() => {});
  }
}
