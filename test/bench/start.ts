import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { endServices } from "../faults/service.ts";
import { temporaryFolder } from "../support/servers.ts";
import { startEmbedded, stopEmbedded } from "./embedded/start-embedded.ts";
import { commandOf, record, show } from "./measurement.ts";
import { median } from "./median.ts";
import { processFigures } from "./process-figures.ts";

/**
 * Measures the embedded mode from the outside: from spawning the process to `/readyz` answering 200, on a new folder
 * and on one with the data a server leaves that nobody has talked to, and the memory of the idle process.
 *
 *   npm run bench -- start [--runs 5] [--dry]
 */
const { values: options } = parseArgs({
  options: { runs: { type: "string", default: "5" }, dry: { type: "boolean", default: false } },
});
const RUNS = Number(options.runs);
const IDLE_MS = 5_000;

/** How long each of some starts took, ms, ascending. */
async function startAgainAndAgain(openFolder: () => string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { service, readyMs } = await startEmbedded(openFolder());
    times.push(Math.round(readyMs));
    await stopEmbedded(service);
  }
  return times.toSorted((a, b) => a - b);
}

async function idleMemory(dataDir: string): Promise<number> {
  const { service } = await startEmbedded(dataDir);
  await pause(IDLE_MS);
  const { memoryMb = Number.NaN } = processFigures(service.pid) ?? {};
  await stopEmbedded(service);
  return memoryMb;
}

function rowOf(folder: string, times: readonly number[]) {
  return {
    folder,
    starts: times.length,
    "median (ms)": median(times),
    "slowest (ms)": times.at(-1) ?? null,
  };
}

const folders: ReturnType<typeof temporaryFolder>[] = [];
function newFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
}

try {
  const onNew = await startAgainAndAgain(newFolder);
  const existing = folders[0]?.path ?? newFolder();
  const onExisting = await startAgainAndAgain(() => existing);
  const memory = await idleMemory(existing);
  (options.dry ? show : record)({
    name: "start",
    title: "Start and idle memory, embedded",
    command: commandOf("start"),
    method: [
      "From spawning the process to `/readyz` answering 200, on a new folder each time and then again and again on one of them.",
      `Memory is what the process holds ${IDLE_MS / 1_000} s after it was ready, with nobody talking to it.`,
    ],
    goals: [],
    tables: [
      { title: "Start to ready", rows: [rowOf("new", onNew), rowOf("existing", onExisting)] },
      { title: "Idle", rows: [{ "memory (MB)": memory }] },
    ],
  });
} finally {
  await endServices();
  for (const folder of folders) folder.remove();
}
