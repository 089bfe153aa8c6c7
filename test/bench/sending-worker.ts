/* The service as src/main.ts starts it, with a clock that begins at CLOCK_AT: for benches that need a working day. */
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { runUntilStopped } from "../../src/run-until-stopped.ts";

const aheadMs = Number(process.env.CLOCK_AT) - Date.now();

await runUntilStopped(async () => {
  const config = readConfig();
  const app = await createApp(config, { clock: { now: () => Date.now() + aheadMs } });
  return { app, port: config.port };
});
