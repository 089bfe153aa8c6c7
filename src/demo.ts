import "./require-node.ts";
import { randomBytes } from "node:crypto";
import express from "express";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { fail, stopOnSignal } from "./run-until-stopped.ts";
import { sampleCards } from "./sample-cards.ts";
import { createDemoPage } from "./simulator/demo-page.ts";
import { createLineStandIn } from "./simulator/line-stand-in.ts";
import { listen, type RunningServer } from "./web/http-server.ts";

/** A running demo. */
export interface Demo {
  /** Address of the page; `/readyz` and `/gallery` are below it. */
  readonly url: string;
  /** Where the answers are kept, in words. */
  readonly storage: string;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
const CHANNEL_ID = "1234567890";

/**
 * Starts the bot with embedded storage and a local stand-in of LINE in front of it, one address for both.
 * Webhooks and replies travel over real HTTP, signed with a secret made up for this run.
 */
export async function startDemo(env: Readonly<Record<string, string | undefined>>): Promise<Demo> {
  const channelSecret = randomBytes(16).toString("hex");
  let server: RunningServer | undefined;
  const address = () => `http://${HOST}:${server?.port}`;
  const standIn = createLineStandIn({
    channelSecret,
    channelId: CHANNEL_ID,
    webhookUrl: () => `${address()}/webhook`,
  });
  const lineServer = await listen(express().use(standIn.router), 0, HOST);
  const http = express().disable("x-powered-by");
  server = await listenAnywhere(http, env.PORT);
  const config = readConfig({
    DATA_DIR: ".data/demo",
    LOG_LEVEL: "warn",
    ...env,
    PORT: String(server.port),
    LINE_CHANNEL_SECRET: channelSecret,
    LINE_CHANNEL_SECRET_PREVIOUS: undefined,
    LINE_CHANNEL_ID: CHANNEL_ID,
    LINE_CHANNEL_ACCESS_TOKEN: undefined,
    LINE_API_BASE_URL: `http://${HOST}:${lineServer.port}`,
    REDIS_URL: undefined,
    DATABASE_URL: undefined,
    ROLE: "all",
  });
  const app = await createApp(config, { clock: { now: standIn.controls.now } });
  http.use(app.http);
  http.use(createDemoPage({ standIn, gallery: async () => sampleCards() }));
  await app.start();
  return {
    url: address(),
    storage: app.description,
    stop: async () => {
      standIn.close();
      await server.close();
      await app.stop();
      await lineServer.close();
    },
  };
}

/** The port asked for, or 3000, or any free one when nobody asked and 3000 is taken. */
async function listenAnywhere(http: express.Express, port: string | undefined): Promise<RunningServer> {
  if (port) return listen(http, Number(port), HOST);
  return listen(http, 3000, HOST).catch(() => listen(http, 0, HOST));
}

if (import.meta.main) {
  try {
    const demo = await startDemo(process.env);
    stopOnSignal(() => demo.stop());
    console.log(`Thaksa demo: ${demo.url}
  the cards:  ${demo.url}/gallery
  readiness:  ${demo.url}/readyz
Everything runs on this machine, storage: ${demo.storage}. Stop with Ctrl+C.`);
  } catch (error) {
    fail(error);
  }
}
