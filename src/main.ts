import "./require-node.ts";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { runUntilStopped } from "./run-until-stopped.ts";

await runUntilStopped(async () => {
  const config = readConfig();
  return { app: await createApp(config), port: config.port };
});
