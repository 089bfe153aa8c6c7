import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { type App, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Log } from "../../src/runner/ports.ts";
import { createLineStandIn, type LineStandIn } from "../../src/simulator/line-stand-in.ts";
import { listen } from "../../src/web/http-server.ts";

/** The real bot with the headless LINE stand-in in front of it, each behind real HTTP. */
export interface BotWithLine {
  readonly line: LineStandIn;
  readonly url: string;
  readonly dataDir: string;
  readonly app: App;
  stop(): Promise<void>;
}

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Starts both; embedded storage in a folder of its own unless the settings say otherwise. */
export async function startBotWithLine(
  settings: Readonly<Record<string, string>> = {},
  { log = SILENT }: { readonly log?: Log } = {},
): Promise<BotWithLine> {
  const channelSecret = randomBytes(16).toString("hex");
  const dataDir = mkdtempSync(join(tmpdir(), "thaksa-e2e-"));
  let url = "";
  const line = createLineStandIn({ channelSecret, webhookUrl: () => `${url}/webhook` });
  const lineServer = await listen(express().use(line.router), 0, "127.0.0.1");
  const config = readConfig({
    PORT: "0",
    DATA_DIR: dataDir,
    LINE_CHANNEL_SECRET: channelSecret,
    LINE_CHANNEL_ID: "1234567890",
    LINE_API_BASE_URL: `http://127.0.0.1:${lineServer.port}`,
    ...settings,
  });
  const app = await createApp(config, { clock: { now: line.controls.now }, log });
  const server = await listen(app.http, 0, "127.0.0.1");
  url = `http://127.0.0.1:${server.port}`;
  await app.start();
  return {
    line,
    url,
    dataDir,
    app,
    stop: async () => {
      line.close();
      await server.close();
      await app.stop();
      await lineServer.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
