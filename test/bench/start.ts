import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/**
 * Measures the embedded mode from the outside: from spawning the process to `/readyz` answering 200, on a
 * new folder and on one with data, and the memory of the idle process. Prints a table.
 */
const RUNS = 5;
const IDLE_MS = 5_000;
const PORT = 3987;

const dataDir = mkdtempSync(join(tmpdir(), "thaksa-bench-"));
const settings = {
  ...process.env,
  PORT: String(PORT),
  DATA_DIR: dataDir,
  LOG_LEVEL: "error",
  LINE_CHANNEL_SECRET: "bench",
  LINE_CHANNEL_ACCESS_TOKEN: "bench",
};

async function start(): Promise<{ server: ChildProcess; readyMs: number }> {
  const startedAt = performance.now();
  const server = spawn(process.execPath, ["src/main.ts"], { env: settings, stdio: "ignore" });
  while (!(await isReady())) await pause(5);
  return { server, readyMs: performance.now() - startedAt };
}

async function isReady(): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => undefined);
  return response?.status === 200;
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
}

function residentMegabytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1_024;
}

const first = await start();
await stop(first.server);
const times: number[] = [];
let idle = 0;
for (let run = 0; run < RUNS; run++) {
  const { server, readyMs } = await start();
  times.push(readyMs);
  if (run === RUNS - 1) {
    await pause(IDLE_MS);
    idle = residentMegabytes(server);
  }
  await stop(server);
}
rmSync(dataDir, { recursive: true, force: true });
times.sort((a, b) => a - b);
console.table({
  "start to ready, new folder (ms)": Math.round(first.readyMs),
  "start to ready, existing data, median (ms)": Math.round(times[Math.floor(RUNS / 2)] ?? 0),
  "start to ready, existing data, slowest (ms)": Math.round(times.at(-1) ?? 0),
  [`memory after ${IDLE_MS / 1_000} s idle (MB)`]: Math.round(idle),
});
