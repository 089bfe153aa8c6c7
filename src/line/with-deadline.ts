/** Something took longer than it was given; it may still happen. */
export class DeadlineError extends Error {
  readonly code = "DEADLINE";
  /** @param timeoutMs how long it was given */
  constructor(timeoutMs: number) {
    super(`no result within ${timeoutMs} ms`);
    this.name = "DeadlineError";
  }
}

/**
 * The promise's result, or a {@link DeadlineError} once `timeoutMs` have passed. What the promise does after
 * that is ignored, its rejection included.
 */
export async function withDeadline<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
