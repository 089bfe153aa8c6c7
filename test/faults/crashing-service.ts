/*
 * The service as src/main.ts starts it, except that it ends as if killed at the point CRASH_AT names, and
 * that claims of killed workers go stale soon.
 */
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { runUntilStopped } from "../../src/run-until-stopped.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import { CRASH_POINTS, crashingHost } from "../support/crash-points.ts";

const STALE_AFTER_MS = 500;
const crashAt = CRASH_POINTS.find((point) => point === process.env.CRASH_AT);

function crash(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

const startedAt = Date.now();
const isNew = ({ receivedAt }: InboundEvent) => receivedAt >= startedAt;

await runUntilStopped(async () => {
  const { CRASH_AT: _crashAt, ...env } = process.env;
  const config = readConfig(env);
  const app = await createApp(config, {
    worker: { staleAfterMs: STALE_AFTER_MS },
    wrapHost: (host) => (crashAt === undefined ? host : crashingHost(host, crashAt, crash, isNew)),
  });
  return { app, port: config.port };
});
