import { expect, test } from "vitest";
import { describeWith, findPostgres, findRedis } from "../support/servers.ts";
import { expectedOf, signed } from "./webhooks/any-body.ts";
import type { NamedProcess } from "./webhooks/fuzzed-service.ts";
import { describeOutcome } from "./webhooks/outcome.ts";
import { fuzzWebhooks } from "./webhooks/run.ts";
import { shortestBody } from "./webhooks/shortest-body.ts";
import { Watch } from "./webhooks/watch.ts";

const SEED = 20_261_123;
const redis = await findRedis();
const servers = "url" in redis ? await findPostgres() : redis;

test("300 mutated webhooks do an embedded server no harm", async () => {
  const outcome = await fuzzWebhooks({ bodies: 300, seed: SEED, isEmbedded: true });
  expect(describeOutcome(outcome)).toBe(`seed ${SEED}:`);
  expect(outcome.line.replies).toBeGreaterThan(20);
});

describeWith(servers, "on Redis and PostgreSQL", () => {
  test("1,500 mutated webhooks do web and worker no harm", async () => {
    const outcome = await fuzzWebhooks({ bodies: 1_500, seed: SEED, isEmbedded: false });
    expect(describeOutcome(outcome)).toBe(`seed ${SEED}:`);
    expect(outcome.line.replies).toBeGreaterThan(100);
  });
});

test("what must be answered follows from the bytes alone", () => {
  const answers = ['{"events":[]}', '{"events":[null,1]}', '{"events":{}}', "[]", "null", '{"events":[]'].map(
    (text) => expectedOf(Buffer.from(text)),
  );
  expect(answers).toEqual([200, 200, 400, 400, 400, 400]);
  expect([1_048_576, 1_048_577].map((size) => expectedOf(Buffer.alloc(size, " ")))).toEqual([400, 413]);
});

test("an error, a warning of Node and the mark in a log are found; warnings are counted", () => {
  const line = (level: number, more: object) => JSON.stringify({ level, msg: "something", ...more });
  const output = [
    "Thaksa listens on port 1, storage: none",
    "Ready",
    line(40, {}),
    line(30, { userInput: "a canary here" }),
    line(50, { error: "TypeError" }),
    "(node:1) Warning: something leaks",
  ];
  const service: NamedProcess["service"] = {
    pid: 0,
    url: Promise.resolve(""),
    said: () => Promise.resolve(),
    ended: Promise.resolve(0),
    output: () => `${output.join("\n")}\nhalf a line with a canary`,
    tell: () => {},
    kill: () => {},
  };
  const watch = new Watch([{ name: "web", service }], "a canary");
  watch.read();
  watch.read();
  expect(watch.troubles.map((trouble) => trouble.line)).toEqual(output.slice(3));
  expect(watch.lines).toBe(output.length);
  expect(watch.warnings.get("something")).toBe(2);
});

test("of a body that is answered wrongly the least that still is remains", async () => {
  const bytes = Buffer.from(
    '{"destination":"U","events":[{"type":"x"},{"type":"message","text":"bad","more":{"a":1}}]}',
  );
  const body = { kind: "spoilt", bytes, headers: signed(bytes, "secret"), expected: 200 } as const;
  const smallest = await shortestBody(body, "secret", async (one) => one.bytes.includes("bad"));
  expect(smallest.bytes.toString()).toBe('{"events":[{"text":"bad"}]}');
  expect(smallest.headers).toEqual(signed(smallest.bytes, "secret"));
});
