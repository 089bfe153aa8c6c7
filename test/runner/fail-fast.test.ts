import { beforeEach, expect, it } from "vitest";
import { failFast, restAfterTrouble } from "../../src/runner/fail-fast.ts";
import { type Records, UnavailableError } from "../../src/runner/ports.ts";

let now: number;
let calls: PromiseWithResolvers<undefined>[];
let records: Records;
beforeEach(() => {
  now = 5_000;
  calls = [];
  const call = () => {
    const settled = Promise.withResolvers<undefined>();
    calls.push(settled);
    return settled.promise;
  };
  const attempt = restAfterTrouble({ now: () => now }, 1_000);
  records = failFast({ apply: call, loadPerson: call, erasedUpTo: () => call().then(() => 0) }, attempt);
});

/** How a call ended: at once, or when the records answered. */
const ending = (call: Promise<unknown>) =>
  call.then(
    () => "done",
    (error: Error) => error.name,
  );

async function fail(error: Error): Promise<void> {
  const call = ending(records.loadPerson("p"));
  calls.at(-1)?.reject(error);
  await call;
}

it("passes calls through side by side while all is well", async () => {
  const endings = [ending(records.loadPerson("p")), ending(records.apply("p", 1, [], 5))];
  expect(calls).toHaveLength(2);
  for (const call of calls) call.resolve(undefined);
  expect(await Promise.all(endings)).toEqual(["done", "done"]);
});

it("answers at once for a moment after the records could not be reached", async () => {
  await fail(new UnavailableError("database"));
  now += 999;
  expect(await ending(records.apply("p", 1, [], 5))).toBe("UnavailableError");
  expect(calls).toHaveLength(1);
});

it("lets one call find out whether they are back, then all of them", async () => {
  await fail(new UnavailableError("database"));
  now += 1_000;
  const probe = ending(records.loadPerson("p"));
  expect(await ending(records.loadPerson("q"))).toBe("UnavailableError");
  calls[1]?.resolve(undefined);
  expect(await probe).toBe("done");
  const next = ending(records.loadPerson("q"));
  calls[2]?.resolve(undefined);
  expect(await next).toBe("done");
});

it("rests again when the call that finds out fails", async () => {
  await fail(new UnavailableError("database"));
  now += 1_000;
  await fail(new UnavailableError("database"));
  now += 999;
  expect(await ending(records.loadPerson("p"))).toBe("UnavailableError");
  expect(calls).toHaveLength(2);
});

it("takes a mistake in a call for no reason to rest", async () => {
  await fail(new TypeError("no such column"));
  const next = ending(records.loadPerson("p"));
  calls[1]?.resolve(undefined);
  expect(await next).toBe("done");
});
