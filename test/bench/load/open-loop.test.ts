import { createServer, type RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { openLoop } from "./open-loop.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
}

const load = (urls: readonly string[], over: Partial<Parameters<typeof openLoop>[0]> = {}) =>
  openLoop({
    urls,
    perSecond: 100,
    seconds: 0.5,
    requestOf: (index) => ({ body: `${index}`, headers: { "x-index": `${index}` } }),
    ...over,
  });

it("has everybody who would have come during a pause of the service feel it", async () => {
  let over: Promise<void> | undefined;
  const url = await serve((_request, response) => {
    over ??= pause(400);
    void over.then(() => response.end());
  });
  const { sent, ok, p50, max } = await load([url]);
  expect([sent, ok]).toEqual([50, 50]);
  // Planned evenly over 500 ms, half of them before the 250th: they waited 150 ms and longer.
  expect(p50).toBeGreaterThan(100);
  expect(max).toBeGreaterThan(390);
});

it("has those feel it who wait for a connection, too", async () => {
  let over: Promise<void> | undefined;
  const url = await serve((_request, response) => {
    over ??= pause(400);
    void over.then(() => response.end());
  });
  expect((await load([url], { connections: 1 })).p50).toBeGreaterThan(100);
});

it("takes addresses in turns and counts what was not answered with success or not in time", async () => {
  const seen: string[] = [];
  const listener: RequestListener = (request, response) => {
    const index = Number(request.headers["x-index"]);
    seen.push(`${request.url} ${index}`);
    if (index === 3) return;
    response.statusCode = index === 1 ? 503 : 200;
    response.end("some words");
  };
  const url = await serve(listener);
  const urls = [`${url}a`, `${url}b`];
  const { sent, ok, failed } = await load(urls, { seconds: 0.06, timeoutMs: 100 });
  expect({ sent, ok, failed }).toEqual({ sent: 6, ok: 4, failed: 2 });
  expect(seen.toSorted()).toEqual(["/a 0", "/a 2", "/a 4", "/b 1", "/b 3", "/b 5"]);
});
