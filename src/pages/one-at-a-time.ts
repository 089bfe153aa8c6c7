/** Runs what it is given one after the other: large files side by side would need the memory of all of them. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /** What the work returns or throws, when its turn has come. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}
