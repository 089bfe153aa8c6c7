import { expect, it } from "vitest";
import { retryKeyFor } from "../../src/runner/retry-key.ts";

it("is a UUID, the same for the same event and another for another", async () => {
  const key = await retryKeyFor("01HXYZ");
  expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await retryKeyFor("01HXYZ")).toBe(key);
  expect(await retryKeyFor("01HXYA")).not.toBe(key);
});
