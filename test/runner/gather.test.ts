import { describe, expect, it } from "vitest";
import { gather, oneByOne, togetherElseAlone } from "../../src/runner/gather.ts";
import { UnavailableError } from "../../src/runner/ports.ts";

/** Work that waits to be let go, and what it was given. */
function slowWork() {
  const groups: (readonly number[])[] = [];
  const gates = [0, 1].map(() => ({
    begun: Promise.withResolvers<void>(),
    end: Promise.withResolvers<void>(),
  }));
  return {
    groups,
    /** Resolves when the n-th piece of work has begun. */
    begun: (number: number) => gates[number]?.begun.promise,
    letGo: (number: number) => gates[number]?.end.resolve(),
    fail: (number: number, error: Error) => gates[number]?.end.reject(error),
    async work(items: readonly number[]) {
      const gate = gates[groups.push(items) - 1];
      gate?.begun.resolve();
      await gate?.end.promise;
      return items.map((item) => ({ status: "fulfilled", value: item * 10 }) as const);
    },
  };
}

describe("calls that are gathered", () => {
  it("are carried together while others are under way, each with its own result", async () => {
    const slow = slowWork();
    const times = gather((items: readonly number[]) => slow.work(items), 100);
    const first = [times(1), times(2)];
    await slow.begun(0);
    const later = [times(3), times(4), times(5)];
    slow.letGo(0);
    await slow.begun(1);
    slow.letGo(1);
    expect(await Promise.all([...first, ...later])).toEqual([10, 20, 30, 40, 50]);
    expect(slow.groups).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it("are never more than may be together", async () => {
    const groups: number[] = [];
    const times = gather(async (items: readonly number[]) => {
      groups.push(items.length);
      return items.map((value) => ({ status: "fulfilled", value }) as const);
    }, 3);
    await Promise.all([1, 2, 3, 4, 5, 6, 7].map((item) => times(item)));
    expect(groups).toEqual([3, 3, 1]);
  });

  it("fail together, and those after them are carried all the same", async () => {
    const slow = slowWork();
    const times = gather((items: readonly number[]) => slow.work(items), 100);
    const unlucky = Promise.allSettled([times(1), times(2)]);
    await slow.begun(0);
    const next = times(3);
    slow.fail(0, new Error("no luck"));
    expect((await unlucky).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await slow.begun(1);
    slow.letGo(1);
    expect(await next).toBe(30);
  });

  it("are told at once that the store is away when those before them found out", async () => {
    const slow = slowWork();
    const times = gather((items: readonly number[]) => slow.work(items), 100);
    const first = Promise.allSettled([times(1)]);
    await slow.begun(0);
    const gathered = Promise.allSettled([times(2), times(3)]);
    slow.fail(0, new UnavailableError("the store"));
    expect((await first).concat(await gathered).map(({ status }) => status)).toEqual(
      Array(3).fill("rejected"),
    );
    expect(slow.groups).toEqual([[1]]);
  });
});

describe("work for several items", () => {
  /** Cannot do 13, and is away from 100 on. */
  async function fussy(items: readonly number[]): Promise<readonly number[]> {
    if (items.some((item) => item >= 100)) throw new UnavailableError("the store");
    if (items.includes(13)) throw new RangeError("13");
    return items.map((item) => item * 10);
  }
  const told = (outcomes: readonly PromiseSettledResult<number>[]) =>
    outcomes.map((one) => (one.status === "fulfilled" ? one.value : one.reason.name));

  it("is done for each alone when it cannot be done for all", async () => {
    expect(told(await togetherElseAlone([1, 13, 2], fussy))).toEqual([10, "RangeError", 20]);
  });

  it("is given up for all when the store is away", async () => {
    await expect(togetherElseAlone([1, 100], fussy)).rejects.toThrow(UnavailableError);
  });

  it("is not tried again once the store is away", async () => {
    const tried: number[] = [];
    const outcomes = await oneByOne([1, 13, 100, 2], async (item) => {
      tried.push(item);
      return (await fussy([item]))[0] ?? 0;
    });
    expect([told(outcomes), tried]).toEqual([
      [10, "RangeError", "UnavailableError", "UnavailableError"],
      [1, 13, 100],
    ]);
  });
});
