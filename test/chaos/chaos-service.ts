/*
 * The service as src/main.ts starts it, except that its clock can be moved from outside (CLOCK_AHEAD, ms, and any
 * number the parent sends), that whoever waits does so a fifth of the usual time, that it writes into the log
 * CHAOS_LOG what only it can know (see witness.ts), and that it has one mistake where BUG names it.
 */
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { runUntilStopped } from "../../src/run-until-stopped.ts";
import type { Host } from "../../src/runner/host.ts";
import { override } from "../support/override.ts";
import { BUGS, withMistake } from "./mistakes.ts";
import { witnessed } from "./witness.ts";

const HASTE = 5;
/** As in src/runner/worker.ts and deliver-turn.ts; a claim has to last longer than a reply is tried. */
const STALE_AFTER_MS = 30_000 / HASTE;
const REPLY_WITHIN_MS = 10_000 / HASTE;

const { BUG, CLOCK_AHEAD = "0", CHAOS_LOG = "", ...env } = process.env;
const bug = BUGS.find((one) => one === BUG);
if (BUG !== undefined && bug === undefined) throw new Error(`there is no mistake called ${BUG}`);

let aheadMs = Number(CLOCK_AHEAD);
// Time never goes back, whatever order messages come in.
process.on("message", (ms) => {
  aheadMs = Math.max(aheadMs, Number(ms));
});
// Nobody is to stay behind when the driver is gone.
process.on("disconnect", () => process.exit(1));
const clock = { now: () => Date.now() + aheadMs };

/** Tries a reply for a shorter while and comes back sooner to what has to wait. */
function hasty(host: Host): Host {
  const { gateway, inbox } = host;
  return {
    ...host,
    gateway: override(gateway, {
      reply: (token, messages, deadlineAt) =>
        gateway.reply(token, messages, Math.min(deadlineAt, clock.now() + REPLY_WITHIN_MS)),
      push: (person, messages, retryKey, deadlineAt) =>
        gateway.push(person, messages, retryKey, Math.min(deadlineAt, clock.now() + REPLY_WITHIN_MS)),
    }),
    inbox: override(inbox, {
      release: (entryId, { retryAfterMs, failed }) =>
        inbox.release(entryId, { retryAfterMs: retryAfterMs / HASTE, failed }),
    }),
  };
}

await runUntilStopped(async () => {
  const config = readConfig(env);
  const app = await createApp(config, {
    clock,
    worker: { staleAfterMs: STALE_AFTER_MS },
    wrapHost(host) {
      const seen = hasty(witnessed(host, CHAOS_LOG));
      return bug === undefined ? seen : withMistake(seen, bug, env.REDIS_URL ?? "");
    },
  });
  return { app, port: config.port };
});
