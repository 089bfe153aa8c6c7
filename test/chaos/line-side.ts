import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import express, { type Request, type Response } from "express";
import { createLineStandIn, type LineStandIn } from "../../src/simulator/line-stand-in.ts";
import type { ApiEntry } from "../../src/simulator/traffic-log.ts";
import type { Received } from "../support/player.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { RunLog } from "./run-log.ts";

/** LINE as the run has it: its stand-in, a server that can be cut off, and what is heard of calls. */
export interface LineSide {
  readonly line: LineStandIn;
  /** What a service has to be told of it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Replies and pushes fail at random from now on, or no more. */
  setFaults(are: "on" | "off"): void;
  /** Answers 429 to every reply and push for so long, ms. */
  limitFor(ms: number): Promise<void>;
  /** Refuses connections for so long, ms, and breaks those there are. */
  cutFor(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What a line side needs. */
export interface LineSideParts {
  readonly log: RunLog;
  readonly seed: number;
  readonly random: () => number;
  readonly webhookUrl: () => string;
  /** Whom a reply token was given to. */
  readonly personOf: (token: string) => string | undefined;
  /** Hears what arrives in somebody's chat. */
  readonly onMessages: (person: string, messages: readonly Received[]) => void;
}

type NoteParts = LineSideParts & { readonly isLimited: boolean };

/** A call while it is worked on. */
interface CallUnderWay {
  readonly request: Request;
  readonly response: Response;
}

const CHANNEL_SECRET = "4f6e6c7920666f72207465737473";
/** Fixed, so that no call is ever refused for its token just because the clock was moved. */
const ACCESS_TOKEN = "fixed-access-token-of-the-chaos-runs";
const HOST = "127.0.0.1";
/** Long enough to outlast whatever is made to go wrong: nothing is to be lost because LINE gave up. */
const REDELIVERY_DELAYS_MS = [300, 700, 1_500, 3_000, 4_000, 5_000, 5_000, 5_000, 5_000, 5_000];
const ENDPOINTS = ["/message/reply", "/message/push"];
/** Shares of calls. */
const FAULT_RATES = { "429": 0.02, "500": 0.02, hang: 0.01, accept_then_hang: 0.01, accept_then_500: 0.02 };
/** A connection that hangs breaks after so long, ms: sometimes before the caller gives up, sometimes after. */
const HANGING_MS = { least: 200, most: 3_000 };

/** Starts LINE on a free port. */
export async function startLineSide(parts: LineSideParts): Promise<LineSide> {
  const underWay = new AsyncLocalStorage<CallUnderWay>();
  let isLimited = false;
  let { seed } = parts;
  const line = createLineStandIn({
    channelSecret: CHANNEL_SECRET,
    accessToken: ACCESS_TOKEN,
    webhookUrl: parts.webhookUrl,
    redeliveryDelaysMs: REDELIVERY_DELAYS_MS,
    holdAtMostMs: 1_000,
    random: parts.random,
    keepEntries: 50,
    onEntry: (entry) => {
      if (entry.kind === "api") note(entry, underWay.getStore(), { ...parts, isLimited });
    },
  });
  const app = express()
    .use("/v2/bot", express.json({ limit: "2mb", strict: false, type: () => true }))
    .use((request, response, next) => underWay.run({ request, response }, next))
    .use(line.router);
  let server = await listenOn(app, 0);
  const { port } = server.address() as AddressInfo;
  return {
    line,
    settings: {
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
      LINE_API_BASE_URL: `http://${HOST}:${port}`,
    },
    setFaults(are) {
      const plan = { seed, rates: FAULT_RATES, endpoints: ENDPOINTS };
      line.controls.setPushFaults(are === "on" ? plan : null);
    },
    async limitFor(ms) {
      isLimited = true;
      line.controls.setPushFaults({ seed, rates: { "429": 1 }, endpoints: ENDPOINTS });
      await pause(ms);
      isLimited = false;
      seed += 1;
      line.controls.setPushFaults({ seed, rates: FAULT_RATES, endpoints: ENDPOINTS });
    },
    async cutFor(ms) {
      await end(server);
      await pause(ms);
      server = await listenOn(app, port);
    },
    async close() {
      line.close();
      await end(server);
    },
  };
}

async function listenOn(app: express.Express, port: number): Promise<Server> {
  const server = createServer(app).listen(port, HOST);
  await once(server, "listening");
  return server;
}

async function end(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Written before the call is answered: what the log does not have has not happened. */
function note(entry: ApiEntry, call: CallUnderWay | undefined, parts: NoteParts): void {
  const { status, accepted, reason, retryKey } = entry;
  const { token, person, messages } = readCall(bodyOf(call), parts);
  const fault = parts.isLimited ? undefined : faultOf(entry);
  if (fault !== undefined) parts.log.fault(fault, person ?? "");
  parts.log.write({
    kind: "call",
    endpoint: shortName(entry.endpoint),
    person,
    ...(token && { token }),
    ...(retryKey && { retryKey }),
    status,
    accepted,
    ...(reason && { reason }),
    messages,
  });
  if (status === 0 && call !== undefined) breakLater(call, parts.random);
  // A retry key seen before is not accepted a second time, and nothing arrives.
  if (accepted) for (const to of entry.recipients) parts.onMessages(to, messages);
}

/** What the call was about, also when it failed before anybody looked. */
function readCall(body: Readonly<Record<string, unknown>>, { personOf }: NoteParts) {
  const token = typeof body.replyToken === "string" ? body.replyToken : undefined;
  return {
    token,
    person: whom(body) ?? personOf(token ?? "") ?? null,
    messages: (Array.isArray(body.messages) ? body.messages : []) as readonly Received[],
  };
}

function bodyOf(call: CallUnderWay | undefined): Readonly<Record<string, unknown>> {
  const body: unknown = call?.request.body;
  return typeof body === "object" && body !== null ? { ...body } : {};
}

function whom({ to, chatId }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof to === "string") return to;
  return typeof chatId === "string" ? chatId : undefined;
}

function shortName(endpoint: string): string {
  if (endpoint.endsWith("/message/reply")) return "reply";
  if (endpoint.endsWith("/message/push")) return "push";
  return endpoint.endsWith("/loading/start") ? "loading" : endpoint;
}

/** Only what was put in on purpose. */
function faultOf({ endpoint, status, accepted, reason }: ApiEntry): FaultKind | undefined {
  if (!/\/message\/(reply|push)$/.test(endpoint)) return undefined;
  if (status === 0) return accepted ? "line_accept_then_hang" : "line_hang";
  if (status === 500) return accepted ? "line_accept_then_500" : "line_500";
  return status === 429 && reason === "rate_limit" ? "line_429" : undefined;
}

function breakLater({ response }: CallUnderWay, random: () => number): void {
  const ms = HANGING_MS.least + random() * (HANGING_MS.most - HANGING_MS.least);
  const timer = setTimeout(() => response.destroy(), ms);
  response.once("close", () => clearTimeout(timer));
}
