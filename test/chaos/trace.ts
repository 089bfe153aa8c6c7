import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { tappables, textsOf } from "../support/player.ts";
import { CRASHES } from "./fault-kinds.ts";
import type { CallEntry, LogEntry } from "./log-entries.ts";

const LONGEST_TEXT = 160;
/** What everybody feels. */
const FOR_ALL: readonly string[] = [
  ...CRASHES,
  "cut_line",
  "line_limited",
  "cut_webhooks",
  "move_clock",
  "webhooks_held",
];

/**
 * All log lines about a person, in order, with what happened to everybody in between; messages are told by their
 * texts and the questions they ask. Times are ms since the run began.
 */
export async function traceOf(logFile: string, person: string): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const entry of entriesOf(logFile)) for (const name of namesIn(entry, person)) names.add(name);
  const lines: string[] = [];
  const held = new Set<string>();
  let beganAt: number | undefined;
  for await (const entry of entriesOf(logFile)) {
    beganAt ??= entry.at;
    if (entry.kind === "claim" && names.has(entry.event)) held.add(entry.entry);
    if (isAbout(entry, person, names, held)) lines.push(tell(entry, entry.at - beganAt, person));
  }
  return lines;
}

async function* entriesOf(logFile: string): AsyncGenerator<LogEntry> {
  for await (const line of createInterface({ input: createReadStream(logFile) })) yield JSON.parse(line);
}

/** What a person's events, reply tokens and retry keys are called. */
function namesIn(entry: LogEntry, person: string): readonly string[] {
  if (entry.kind === "call") return entry.person === person ? [entry.retryKey ?? entry.token ?? ""] : [];
  if (entry.kind !== "webhook") return [];
  return entry.events
    .filter((event) => event.person === person)
    .flatMap(({ id, token }) => (token === undefined ? [id] : [id, token]));
}

function isAbout(
  entry: LogEntry,
  person: string,
  names: ReadonlySet<string>,
  held: ReadonlySet<string>,
): boolean {
  switch (entry.kind) {
    case "run":
      return false;
    case "clock":
    case "phase":
      return true;
    case "claim":
    case "release":
      return held.has(entry.entry);
    case "unheard":
      return names.has(entry.address);
    case "fault":
      return FOR_ALL.includes(entry.what) || (entry.detail ?? "").includes(person);
    case "webhook":
      return entry.events.some((event) => event.person === person);
    default:
      return entry.person === person;
  }
}

function tell(entry: LogEntry, ms: number, person: string): string {
  const { at: _at, kind, ...rest } = entry;
  return `${String(ms).padStart(8)} ${kind} ${JSON.stringify({ ...rest, ...shortened(entry, person) })}`;
}

function shortened(entry: LogEntry, person: string): object {
  if (entry.kind === "webhook") return { events: entry.events.filter((event) => event.person === person) };
  return entry.kind === "call" || entry.kind === "unheard"
    ? { messages: entry.messages.map(shortMessage) }
    : {};
}

function shortMessage(message: CallEntry["messages"][number]): string {
  const received = [{ type: "", ...message }];
  const [asked] = tappables(received).filter(({ data }) => data.startsWith("rate|"));
  const text = textsOf(received).replaceAll("\n", " / ").slice(0, LONGEST_TEXT);
  return asked === undefined ? text : `${text} [${asked.data.split("|")[2]}]`;
}
