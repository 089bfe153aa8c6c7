import "./require-node.ts";
import { randomBytes } from "node:crypto";
import express from "express";
import { type App, createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { nextWorkingMorning } from "./demo-clock.ts";
import { issueOfficerCode, setUpDemoDepartment } from "./demo-department.ts";
import { demoPhones, readDemoCast } from "./demo-phones.ts";
import { openCalendar } from "./open-reminders.ts";
import { fail, stopOnSignal } from "./run-until-stopped.ts";
import { sampleCards } from "./sample-cards.ts";
import type { PagePart } from "./simulator/chat-book.ts";
import { createDemoPage } from "./simulator/demo-page.ts";
import { createLineStandIn, type LineStandIn } from "./simulator/line-stand-in.ts";
import { FICTIONAL_PEOPLE, type FictionalPerson } from "./simulator/people.ts";
import { listen, type RunningServer } from "./web/http-server.ts";

/** A running demo. */
export interface Demo {
  /** Address of the page; `/readyz` and `/gallery` are below it. */
  readonly url: string;
  /** Where the answers are kept, in words. */
  readonly storage: string;
  /** What the page's officer links their account with; undefined when it is linked. */
  readonly officerCode: string | undefined;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
const CHANNEL_ID = "1234567890";
/** Messages a month and baht a message, so that previews have figures to show. */
const QUOTA = 300;
const PRICE = "0.06";

/**
 * Starts the bot with embedded storage and a local stand-in of LINE in front of it, one address for both.
 * Webhooks and replies travel over real HTTP, signed with a secret made up for this run. A folder without the
 * made-up department gets it, which takes a moment.
 */
export async function startDemo(env: Readonly<Record<string, string | undefined>>): Promise<Demo> {
  const channelSecret = randomBytes(16).toString("hex");
  let server: RunningServer | undefined;
  const address = () => `http://${HOST}:${server?.port}`;
  const standIn = createLineStandIn({
    channelSecret,
    channelId: CHANNEL_ID,
    quota: QUOTA,
    webhookUrl: () => `${address()}/webhook`,
  });
  const lineServer = await listen(express().use(standIn.router), 0, HOST);
  const http = express().disable("x-powered-by");
  server = await listenAnywhere(http, env.PORT);
  const config = readConfig({
    DATA_DIR: ".data/demo",
    LOG_LEVEL: "warn",
    PUBLIC_BASE_URL: address(),
    MESSAGE_PRICE: PRICE,
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
  const calendar = openCalendar(config);
  const nextMorning = (at: number) => nextWorkingMorning(at, config.reminders.rules, calendar);
  http.use(createDemoPage({ standIn, gallery: async () => sampleCards(), nextMorning }));
  const stop = async () => {
    standIn.close();
    await server.close();
    await app.stop();
    await lineServer.close();
  };
  try {
    const officerCode = await peopleDepartment(app, standIn);
    await app.start();
    return { url: address(), storage: app.description, officerCode, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Makes the department where it is not there yet, gives its people their LINE accounts, and the page's officer a
 * code. Before the app starts, so that no job meets half a department.
 */
async function peopleDepartment(
  { storage, teams, content }: App,
  { people, controls }: LineStandIn,
): Promise<string | undefined> {
  const now = controls.now();
  const linked = { manager: whoIs("manager").userId, hr: whoIs("hr").userId };
  await storage.prepare();
  await setUpDemoDepartment({ storage, teams, content, now, linked });
  for (const phone of await demoPhones(await readDemoCast(), storage.records)) people.add(phone);
  const code = await issueOfficerCode(storage, now);
  people.giveCode(whoIs("officer").userId, code);
  return code;
}

function whoIs(wanted: PagePart): FictionalPerson {
  const found = FICTIONAL_PEOPLE.find(({ part }) => part === wanted);
  if (found === undefined) throw new Error(`nobody on the page is the ${wanted}`);
  return found;
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
    const { url, officerCode = "not needed any more" } = demo;
    console.log(`Thaksa demo: ${url}
  the cards:  ${url}/gallery
  readiness:  ${url}/readyz
  link code:  ${officerCode} (for ${whoIs("officer").displayName})
Everything runs on this machine, storage: ${demo.storage}. Stop with Ctrl+C.`);
  } catch (error) {
    fail(error);
  }
}
