import { connect } from "node:net";
import express from "express";
import { expect, it } from "vitest";
import { listen } from "../../src/web/http-server.ts";

it("finishes the requests it has before it closes, and takes no more", async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const app = express().get("/slow", async (_request, response) => {
    ask();
    await finished;
    response.send("done");
  });
  const server = await listen(app, 0, "127.0.0.1");
  const url = `http://127.0.0.1:${server.port}/slow`;
  const answer = fetch(url);
  await asked;
  const closed = server.close();
  finish();
  expect(await (await answer).text()).toBe("done");
  await closed;
  await expect(fetch(url)).rejects.toThrow();
});

it("does not wait for ever for a request that never ends", async () => {
  const server = await listen(express().use(express.raw({ type: "*/*" })), 0, "127.0.0.1");
  const socket = connect(server.port, "127.0.0.1");
  // Cut off in the middle of it, it may end with an error; that it ends is what counts.
  const cut = new Promise((ended) => socket.on("error", () => {}).once("close", ended));
  await new Promise<void>((sent) => {
    socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", () => sent());
  });
  await server.close();
  await cut;
});

it("says when the port is taken", async () => {
  const server = await listen(express(), 0, "127.0.0.1");
  await expect(listen(express(), server.port, "127.0.0.1")).rejects.toMatchObject({ code: "EADDRINUSE" });
  await server.close();
});
