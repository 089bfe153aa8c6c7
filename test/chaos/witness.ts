import { AsyncLocalStorage } from "node:async_hooks";
import { appendFileSync } from "node:fs";
import http, { type ClientRequest } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import type { Host } from "../../src/runner/host.ts";
import { override } from "../support/override.ts";
import type { ClaimEntry, LogEntry, ReleaseEntry, UnheardEntry } from "./log-entries.ts";

/** A call while the gateway makes it. */
interface Call {
  readonly endpoint: UnheardEntry["endpoint"];
  /** Reply token or retry key. */
  readonly address: string;
}

/** Why nothing came back of what certainly did not leave. */
const NOT_CONNECTED = "not connected";

const underWay = new AsyncLocalStorage<Call>();

/**
 * The host, with a witness between it and the world: it writes into the run's log what nobody outside the process can
 * see for certain, that is which events were taken up and put back, and which calls to LINE got no answer in time. Each
 * line is in the file before the service goes on, so a SIGKILL takes nothing away.
 */
export function witnessed(host: Host, logFile: string): Host {
  const { clock, gateway, inbox } = host;
  const write = (entries: readonly LogEntry[]) =>
    appendFileSync(logFile, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  listenToRequests((entry) => write([entry]));
  const released = (entries: readonly string[]) =>
    write(
      entries.map((entry): ReleaseEntry => ({ kind: "release", at: Date.now(), pid: process.pid, entry })),
    );
  return {
    ...host,
    gateway: override(gateway, {
      reply: (address, messages, deadlineAt) =>
        underWay.run({ endpoint: "reply", address }, () => gateway.reply(address, messages, deadlineAt)),
      push: (person, messages, address, deadlineAt) =>
        underWay.run({ endpoint: "push", address }, () =>
          gateway.push(person, messages, address, deadlineAt),
        ),
    }),
    inbox: override(inbox, {
      async claim(options) {
        const claimed = await inbox.claim(options);
        const at = Date.now();
        const entries = claimed.map(
          ({ entryId, event }): ClaimEntry => ({
            kind: "claim",
            at,
            now: clock.now(),
            pid: process.pid,
            entry: entryId,
            event: event.id,
          }),
        );
        if (entries.length > 0) write(entries);
        return claimed;
      },
      async acknowledge(entries) {
        await inbox.acknowledge(entries);
        released(entries);
      },
      async release(entry, how) {
        await inbox.release(entry, how);
        released([entry]);
      },
    }),
  };
}

/** Listens to every request that is made from now on while the gateway makes a call. */
function listenToRequests(tell: (entry: UnheardEntry) => void): void {
  const { request: make } = http;
  http.request = ((...args: Parameters<typeof make>) => {
    const request = make(...args);
    const call = underWay.getStore();
    if (call !== undefined) listenTo(request, call, tell);
    return request;
  }) as typeof make;
  // The service imported the function by its name.
  syncBuiltinESMExports();
}

/** Heard is whoever got the head of an answer. Registered first, so what is told stands in the file before the service goes on. */
function listenTo(
  request: ClientRequest,
  { endpoint, address }: Call,
  tell: (entry: UnheardEntry) => void,
): void {
  let [isConnected, isOver] = [false, false];
  let body: unknown;
  const unheard = (why: string) => {
    if (isOver) return;
    isOver = true;
    const messages = messagesIn(body);
    const kind = isConnected ? why : NOT_CONNECTED;
    tell({ kind: "unheard", at: Date.now(), pid: process.pid, endpoint, address, messages, why: kind });
  };
  request.once("socket", (socket) => {
    isConnected = !socket.connecting;
    socket.once("connect", () => {
      isConnected = true;
    });
  });
  request.once("response", () => {
    isOver = true;
  });
  request.on("error", (error) => unheard(codeOf(error)));
  request.once("close", () => unheard("closed"));
  const { destroy, end } = request;
  request.destroy = (error) => {
    unheard(error === undefined ? "destroyed" : codeOf(error));
    return destroy.call(request, error);
  };
  request.end = ((chunk: unknown, ...rest: never[]) => {
    body = chunk;
    return Reflect.apply(end, request, [chunk, ...rest]);
  }) as typeof end;
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function messagesIn(body: unknown): UnheardEntry["messages"] {
  return typeof body === "string" ? JSON.parse(body).messages : [];
}
