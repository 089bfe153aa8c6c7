import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RosterRecord } from "../core/people/roster-reader.ts";
import { RosterFileError } from "./roster-file-error.ts";
import { xlsxLineSchema } from "./xlsx-lines.ts";

const CHILD = fileURLToPath(new URL("./xlsx-child.ts", import.meta.url));
const MOST_MEMORY_MB = 512;
const MOST_TIME_MS = 60_000;

/**
 * The rows of the first sheet of a workbook, read in a process of its own with a limit on memory and time.
 * @throws RosterFileError; it is what a workbook gets that needs too much of either, too
 */
export async function* readXlsx(path: string): AsyncGenerator<RosterRecord> {
  const child = spawn(process.execPath, [`--max-old-space-size=${MOST_MEMORY_MB}`, CHILD, path], {
    stdio: ["ignore", "pipe", "ignore"],
    env: {},
    timeout: MOST_TIME_MS,
    killSignal: "SIGKILL",
  });
  const ended = once(child, "close");
  try {
    for await (const line of createInterface({ input: child.stdout })) yield recordOf(line);
    const [code] = await ended;
    // It says itself what is wrong with a file; it dies without a word only when it may not go on.
    if (code !== 0) throw new RosterFileError("ROSTER_WORKBOOK_TOO_LARGE");
  } finally {
    await end(child, ended);
  }
}

function recordOf(line: string): RosterRecord {
  const said = xlsxLineSchema.parse(JSON.parse(line));
  if ("refused" in said) throw new RosterFileError(said.refused, said.values);
  return said.record;
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await ended;
}
