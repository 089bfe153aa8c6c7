import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import {
  createLineStandIn,
  type LineStandIn,
  type LineStandInOptions,
} from "../../src/simulator/line-stand-in.ts";

export const SECRET = "fictional-secret";
export const TOKEN = "fictional-token";

/** A webhook as the fake bot received it. */
export interface Received {
  readonly body: string;
  readonly signed: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the test reads LINE's loose JSON
  readonly events: any[];
}

/** How the fake bot answers; it may call LINE before it does. */
export type BotAnswer = (
  received: Received,
  line: LineCaller,
) => Promise<number | undefined> | number | undefined;

/** Calls the stand-in's API as a bot would. */
export type LineCaller = (
  path: string,
  body?: unknown,
  more?: { method?: string; headers?: Record<string, string>; token?: string | undefined },
) => Promise<{ status: number; headers: Headers; body: unknown }>;

export interface Stage {
  readonly standIn: LineStandIn;
  readonly call: LineCaller;
  readonly received: Received[];
  readonly url: string;
  answerWith(answer: BotAnswer): void;
  close(): Promise<void>;
}

/** A stand-in and a bot of a few lines, both listening on ports of their own. */
export async function openStage(
  options: Partial<LineStandInOptions> = {},
  extend?: (app: express.Express, standIn: LineStandIn) => void,
): Promise<Stage> {
  const received: Received[] = [];
  let answer: BotAnswer = () => 200;
  const bot = createServer((request, response) => void take(request, response));
  const botUrl = await listen(bot);
  const standIn = createLineStandIn({
    channelSecret: SECRET,
    accessToken: TOKEN,
    webhookUrl: `${botUrl}/webhook`,
    redeliveryDelaysMs: [0, 0],
    ...options,
  });
  const app = express();
  app.use(standIn.router);
  extend?.(app, standIn);
  const server = createServer(app);
  const url = await listen(server);
  const call = callerOf(url);

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const signature = createHmac("sha256", SECRET).update(body).digest("base64");
    const signed = signature === request.headers["x-line-signature"];
    const one: Received = { body, signed, events: JSON.parse(body).events };
    received.push(one);
    const status = await answer(one, call);
    if (status !== undefined) response.writeHead(status).end();
  }

  return {
    standIn,
    call,
    received,
    url,
    answerWith: (next) => {
      answer = next;
    },
    async close() {
      standIn.close();
      for (const one of [server, bot]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
    },
  };
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function callerOf(url: string): LineCaller {
  return async (path, body, { method, headers = {}, token = TOKEN } = {}) => {
    const response = await fetch(url + path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        "content-type": "application/json",
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };
}

/** A text message object. */
export function text(words: string): { type: "text"; text: string } {
  return { type: "text", text: words };
}
