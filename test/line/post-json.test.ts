import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { HTTPFetchError } from "@line/bot-sdk";
import { afterEach, describe, expect, test } from "vitest";
import { type JsonPost, postJson } from "../../src/line/post-json.ts";
import { DeadlineError } from "../../src/line/with-deadline.ts";

const BODY = JSON.stringify({ text: "ตัวอย่าง" });

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  if (server !== undefined) await once(server, "close");
  server = undefined;
});

/** How to post to a server that answers like this. */
async function postTo(answer: RequestListener) {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = new URL(`http://127.0.0.1:${port}/v2/bot/message/push`);
  return (more: Partial<JsonPost> = {}) =>
    postJson({ url, token: "secret", body: BODY, timeoutMs: 5_000, ...more });
}

describe("JSON posted to LINE", () => {
  test("arrives to the byte, with its length, the token and the retry key", async () => {
    const arrived: unknown[] = [];
    const post = await postTo(async (incoming, outgoing) => {
      const { "content-length": length, authorization, "x-line-retry-key": key } = incoming.headers;
      const body = (await incoming.setEncoding("utf8").toArray()).join("");
      arrived.push([incoming.method, incoming.url, length, authorization, key, body]);
      outgoing.end("{}");
    });
    await post({ retryKey: "key-1" });
    await post();
    const length = String(Buffer.byteLength(BODY));
    const [method, path, token] = ["POST", "/v2/bot/message/push", "Bearer secret"];
    expect(arrived).toEqual([
      [method, path, length, token, "key-1", BODY],
      [method, path, length, token, undefined, BODY],
    ]);
  });

  test("goes over a connection that is open already", async () => {
    const sockets = new Set<unknown>();
    const post = await postTo((incoming, outgoing) => {
      sockets.add(incoming.socket);
      incoming.resume().once("end", () => outgoing.end('{"sentMessages":[]}'));
    });
    let posts = 0;
    // A connection is free again once the rest of the answer has been read, which is a little later.
    for (; posts === sockets.size && posts < 200; posts += 1) await post();
    expect(sockets.size).toBeLessThan(posts);
  });

  test("that LINE refuses rejects with status, words and LINE's id of the request", async () => {
    const post = await postTo((_incoming, outgoing) => {
      outgoing.writeHead(400, { "x-line-request-id": "request-1" }).end('{"message":"ข้อความ"}');
    });
    const error = await post().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HTTPFetchError);
    expect(error).toMatchObject({ status: 400, body: '{"message":"ข้อความ"}' });
    expect((error as HTTPFetchError).headers.get("x-line-request-id")).toBe("request-1");
  });

  test.each([
    ["cut off", (outgoing: Parameters<RequestListener>[1]) => outgoing.destroy()],
    ["never ends", () => {}],
  ])("rejects with the status when the words that go with it are %s", async (_what, end) => {
    const post = await postTo((_incoming, outgoing) => {
      outgoing.writeHead(429).write('{"mess');
      setImmediate(() => end(outgoing));
    });
    await expect(post({ timeoutMs: 200 })).rejects.toMatchObject({ status: 429 });
  });

  test("is not read without end when LINE's words have none", async () => {
    const post = await postTo((_incoming, outgoing) => {
      outgoing.writeHead(500);
      const more = () =>
        void (outgoing.destroyed || outgoing.write("x".repeat(50_000), () => setImmediate(more)));
      more();
    });
    await expect(post()).rejects.toMatchObject({ status: 500 });
  });

  test("without an answer in time is given up, and its connection closed", async () => {
    const closed = Promise.withResolvers<void>();
    const post = await postTo((incoming) => void incoming.socket.once("close", () => closed.resolve()));
    await expect(post({ timeoutMs: 100 })).rejects.toBeInstanceOf(DeadlineError);
    await closed.promise;
  });
});
