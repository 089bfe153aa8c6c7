import { setTimeout as pause } from "node:timers/promises";
import { type Service, startService } from "../../faults/service.ts";

const LOOK_EVERY_MS = 5;
const SETTINGS = {
  LOG_LEVEL: "error",
  LINE_CHANNEL_SECRET: "bench",
  LINE_CHANNEL_ACCESS_TOKEN: "bench",
};

/**
 * Starts the service with embedded storage and waits until it says by itself that it is ready.
 * @returns the process, and how long it took from spawning it until `/readyz` answered 200, ms. Rejects when the
 * process ends before it listens.
 */
export async function startEmbedded(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly service: Service; readonly readyMs: number }> {
  const startedAt = performance.now();
  const service = startService("src/main.ts", { ...SETTINGS, DATA_DIR: dataDir, ...settings });
  const url = await service.url;
  while (!(await isReady(url))) await pause(LOOK_EVERY_MS);
  return { service, readyMs: performance.now() - startedAt };
}

/** Lets it finish what it has begun; throws when it did not end well. */
export async function stopEmbedded(service: Service): Promise<void> {
  service.kill("SIGTERM");
  const ended = await service.ended;
  if (ended !== 0) throw new Error(`the service ended with ${ended}: ${service.output()}`);
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200;
}
