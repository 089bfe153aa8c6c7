/*
 * The stand-in of LINE as a process of its own, which knows made-up people by number and writes every push call it
 * sees to a file, one JSON line each. Settings: PEOPLE, LOG_FILE, ACCESS_TOKEN, SEED, FAULTS (JSON, shares by name).
 */
import { appendFileSync, writeFileSync } from "node:fs";
import express from "express";
import { createLineStandIn } from "../../src/simulator/line-stand-in.ts";
import type { TrafficEntry } from "../../src/simulator/traffic-log.ts";
import { listen } from "../../src/web/http-server.ts";
import { accountOf } from "./sending-world.ts";

const { PEOPLE = "0", LOG_FILE = "", ACCESS_TOKEN = "", SEED = "1", FAULTS = "" } = process.env;

writeFileSync(LOG_FILE, "");
const line = createLineStandIn({
  channelSecret: "not needed here",
  accessToken: ACCESS_TOKEN,
  webhookUrl: "http://127.0.0.1:9/webhook",
  keepEntries: 100,
  onEntry: note,
});
for (let number = 0; number < Number(PEOPLE); number += 1) {
  line.people.add({ displayName: `คนที่ ${number}`, userId: accountOf(number) });
  line.inside.book.setFriendship(accountOf(number), "following");
}
if (FAULTS !== "") line.controls.setPushFaults({ seed: Number(SEED), rates: JSON.parse(FAULTS) });
const server = await listen(express().use(line.router), 0, "127.0.0.1");
console.log(`LINE listens on port ${server.port}`);

/** Written before the call is answered: what the file does not have has not happened. */
function note(entry: TrafficEntry): void {
  if (entry.kind !== "api" || !entry.endpoint.endsWith("/message/push")) return;
  const { at, status, accepted, reason, retryKey = null, recipients } = entry;
  const [to = ""] = recipients;
  appendFileSync(LOG_FILE, `${JSON.stringify({ at, to, retryKey, status, accepted, reason })}\n`);
}
