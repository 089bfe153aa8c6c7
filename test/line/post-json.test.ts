import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import {
  type AddressInfo,
  createServer as createSocketServer,
  type Socket,
  type Server as SocketServer,
} from "node:net";
import { inspect } from "node:util";
import { HTTPFetchError } from "@line/bot-sdk";
import { afterEach, describe, expect, test } from "vitest";
import { type JsonPost, NotSentError, postJson } from "../../src/line/post-json.ts";
import { DeadlineError } from "../../src/line/with-deadline.ts";
import { nobodysOrigin } from "./scripted-line.ts";

const BODY = JSON.stringify({ text: "ตัวอย่าง" });

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

/** How to post to a server that answers like this. */
async function postTo(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return (more: Partial<JsonPost> = {}) => post("http", server, more);
}

/** How to post, by TLS or without, to one that does this with every connection. */
async function postToSocket(protocol: "http" | "https", meet: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    meet(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (more: Partial<JsonPost> = {}) => post(protocol, server, more);
}

function post(protocol: string, server: SocketServer, more: Partial<JsonPost>): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const url = new URL(`${protocol}://127.0.0.1:${port}/v2/bot/message/push`);
  return postJson({ url, token: "secret", body: BODY, timeoutMs: 5_000, ...more });
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
    await expect(post({ timeoutMs: 1_000 })).rejects.toMatchObject({ status: 429 });
  });

  test("is not read without end when LINE's words have none", async () => {
    const post = await postTo((_incoming, outgoing) => {
      outgoing.writeHead(500);
      const more = () =>
        void (outgoing.destroyed || outgoing.write("x".repeat(50_000), () => setImmediate(more)));
      more();
    });
    const error = await post().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 500 });
    expect((error as HTTPFetchError).body.length).toBeLessThan(1_000_000);
  });

  test("without an answer in time is given up, and its connection closed", async () => {
    const closed = Promise.withResolvers<void>();
    const post = await postTo((incoming) => void incoming.socket.once("close", () => closed.resolve()));
    await expect(post({ timeoutMs: 1_000 })).rejects.toBeInstanceOf(DeadlineError);
    await closed.promise;
  });

  test.each([
    ["breaks the connection", (socket: Socket) => void socket.once("data", () => socket.destroy())],
    [
      "wants to talk something else",
      (socket: Socket) =>
        void socket.once("data", () =>
          socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
        ),
    ],
  ])("was sent when the other side %s", async (_what, meet) => {
    const post = await postToSocket("http", meet);
    const error = await post().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(NotSentError);
    expect(error).not.toBeInstanceOf(DeadlineError);
  });

  test.each([
    ["says nothing", () => {}],
    ["breaks the connection", (socket: Socket) => socket.destroy()],
    ["talks something else", (socket: Socket) => void socket.write("220 mail.example ready\r\n")],
  ])("was not sent when, before TLS is agreed on, the other side %s", async (_what, meet) => {
    const post = await postToSocket("https", meet);
    await expect(post({ timeoutMs: 1_000 })).rejects.toBeInstanceOf(NotSentError);
  });

  test("was not sent when nobody listens", async () => {
    const url = new URL(await nobodysOrigin());
    await expect(postJson({ url, token: "secret", body: BODY, timeoutMs: 5_000 })).rejects.toBeInstanceOf(
      NotSentError,
    );
  });

  test("is not sent with a token no header can hold, and no error tells the token", async () => {
    const post = await postTo((_incoming, outgoing) => void outgoing.end());
    const error = await post({ token: "very\nsecret" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotSentError);
    expect(inspect(error)).not.toMatch(/very|secret/);
  });
});
