import { expect, it } from "vitest";
import { keepTrying } from "../../src/runner/keep-trying.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { silentLog } from "../contracts/builders.ts";

it("repeats the work until what it needs is there", async () => {
  let attempts = 0;
  const work = async () => {
    attempts += 1;
    if (attempts < 2) throw new UnavailableError("database");
  };
  await keepTrying(work, { log: silentLog, signal: new AbortController().signal });
  expect(attempts).toBe(2);
});

it("gives up at once when it is told to", async () => {
  const giveUp = new AbortController();
  const work = async () => {
    giveUp.abort();
    throw new UnavailableError("database");
  };
  await keepTrying(work, { log: silentLog, signal: giveUp.signal });
});

it("does not repeat what would fail again", async () => {
  const work = async () => {
    throw new TypeError("a mistake");
  };
  const trying = keepTrying(work, { log: silentLog, signal: new AbortController().signal });
  await expect(trying).rejects.toBeInstanceOf(TypeError);
});
