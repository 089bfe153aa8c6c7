import { UnavailableError } from "./ports.ts";

/** An item on its way. */
interface Waiting<T, R> {
  readonly item: T;
  readonly done: PromiseWithResolvers<R>;
}

/** How each item fared, in order. */
export type Outcomes<R> = readonly PromiseSettledResult<R>[];

/**
 * Joins calls that come at the same time into one piece of work: while one is under way the next ones gather, in the
 * order they came. Every call settles as its own item fared. When the store turns out to be away, those that gathered
 * meanwhile are told so too: asking again for them would keep them waiting twice as long.
 *
 * @param work rejects only when it could do nothing for any item
 * @param most items in one piece of work
 */
export function gather<T, R>(
  work: (items: readonly T[]) => Promise<Outcomes<R>>,
  most: number,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let isBusy = false;

  const carry = async (group: readonly Waiting<T, R>[]) => {
    try {
      const outcomes = await work(group.map(({ item }) => item));
      for (const [place, { done }] of group.entries()) settle(done, outcomes[place]);
    } catch (error) {
      const others = error instanceof UnavailableError ? waiting.splice(0) : [];
      for (const { done } of [...group, ...others]) done.reject(error);
    }
  };

  const workOff = async () => {
    while (waiting.length > 0) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await carry(group);
    }
    isBusy = false;
  };

  return (item) => {
    const done = Promise.withResolvers<R>();
    waiting.push({ item, done });
    if (!isBusy) {
      isBusy = true;
      // What else comes with the same turn of the event loop still joins.
      setImmediate(workOff);
    }
    return done.promise;
  };
}

function settle<R>(done: PromiseWithResolvers<R>, outcome: PromiseSettledResult<R> | undefined): void {
  if (outcome?.status === "fulfilled") done.resolve(outcome.value);
  else done.reject(outcome?.reason);
}

/**
 * Does work for all items together; when that fails for another reason than the store being away, for each alone, so
 * that one that cannot be done keeps none of the others from it.
 *
 * @param work all or nothing; resolves with one result for each item, in order
 * @throws UnavailableError when the store is away before anything was done
 */
export async function togetherElseAlone<T, R>(
  items: readonly T[],
  work: (items: readonly T[]) => Promise<readonly R[]>,
): Promise<Outcomes<R>> {
  try {
    return fulfilled(await work(items));
  } catch (reason) {
    if (reason instanceof UnavailableError) throw reason;
    if (items.length === 1) return [{ status: "rejected", reason }];
    return oneByOne(items, async (item) => (await work([item]))[0] as R);
  }
}

/**
 * Does work for one item after the other. Once the store is away nothing more is tried.
 * @throws UnavailableError when it is away before anything was done
 */
export async function oneByOne<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<Outcomes<R>> {
  const outcomes: PromiseSettledResult<R>[] = [];
  for (const item of items) {
    const last = outcomes.at(-1);
    outcomes.push(isAway(last) ? last : await outcomeOf(work(item)));
    if (outcomes.length === 1 && isAway(outcomes[0])) throw outcomes[0].reason;
  }
  return outcomes;
}

function isAway(outcome: PromiseSettledResult<unknown> | undefined): outcome is PromiseRejectedResult {
  return outcome?.status === "rejected" && outcome.reason instanceof UnavailableError;
}

async function outcomeOf<R>(promise: Promise<R>): Promise<PromiseSettledResult<R>> {
  const [outcome] = await Promise.allSettled([promise]);
  return outcome;
}

function fulfilled<R>(values: readonly R[]): Outcomes<R> {
  return values.map((value) => ({ status: "fulfilled", value }));
}
