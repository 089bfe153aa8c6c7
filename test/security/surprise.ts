/*
 * Started by logs.test.ts: a service that starts and then meets an error nobody catches, as ioredis would make it.
 */
import type { App } from "../../src/app.ts";
import { runUntilStopped } from "../../src/run-until-stopped.ts";

const canary = process.env.CANARY ?? "";

function surprise(): never {
  throw Object.assign(new TypeError(`about ${canary}`), {
    command: { name: "eval", args: [canary] },
    cause: new Error(canary),
  });
}

const start = async () => {
  if (process.env.WHEN === "starting") surprise();
  setImmediate(surprise);
  await new Promise(() => {});
};

await runUntilStopped(async () => {
  const { default: express } = await import("express");
  const app: Pick<App, "description" | "http" | "start" | "stop"> = {
    http: express(),
    description: "none",
    start,
    stop: async () => {},
  };
  return { app: app as App, port: 0 };
});
