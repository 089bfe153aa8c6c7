/*
 * Whether a chaos run lost, doubled or mixed up anything. It knows the driver's log, the database, the files of data/
 * and, when it is told where, Redis; it knows nothing of the service: no import from src.
 *
 *   node test/chaos/verdict.ts LOG DATABASE_URL [REDIS_URL [PREFIX]]
 *
 * LOG has the lines of log-entries.ts. Prints the verdict as JSON; exits with 1 when a rule is broken, 2 when it is
 * used the wrong way. docs/measurements/chaos.md tells the rules.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { LogEntry } from "./log-entries.ts";
import { judge } from "./verdict-judge.ts";
import { readRows, readStores } from "./verdict-stores.ts";
import { tellStory } from "./verdict-story.ts";

const [log, databaseUrl, redisUrl, prefix = "thaksa:"] = process.argv.slice(2);
if (log === undefined || databaseUrl === undefined) {
  console.error("use: node test/chaos/verdict.ts LOG DATABASE_URL [REDIS_URL [PREFIX]]");
  process.exit(2);
}
const entries: LogEntry[] = [];
for await (const line of createInterface({ input: createReadStream(log) })) entries.push(JSON.parse(line));
const story = tellStory(entries);
const people = story.people.map(({ person }) => person);
const rows = await readRows(databaseUrl);
const stores = redisUrl === undefined ? null : await readStores(redisUrl, prefix, people);
const verdict = judge(story, rows, stores);
console.log(JSON.stringify(verdict, null, 2));
process.exit(verdict.ok ? 0 : 1);
