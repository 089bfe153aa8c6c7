import type { App } from "./app.ts";
import { describeError } from "./runner/describe-error.ts";
import { listen } from "./web/http-server.ts";

/** A graceful stop that takes longer is cut short; what was not finished is claimed again by others. */
const STOP_WITHIN_MS = 25_000;

/**
 * Starts the service and stops it when the system asks for it. Trouble the operator can mend (configuration,
 * a folder in use) is told in its own words, without a stack trace.
 */
export async function runUntilStopped(create: () => Promise<{ app: App; port: number }>): Promise<void> {
  process.on("uncaughtException", endAtSurprise);
  try {
    const { app, port } = await create();
    const server = await listen(app.http, port);
    console.log(`Thaksa listens on port ${server.port}, storage: ${app.description}`);
    stopOnSignal(async () => {
      await server.close();
      await app.stop();
    });
    await app.start();
    console.log("Ready");
  } catch (error) {
    fail(error);
  }
}

/** Calls `stop` once, on the first SIGTERM or SIGINT, and ends the process afterwards. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    stop().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

/**
 * What nobody caught ends the process, as it does without this; but Node would print the whole error, and those
 * of libraries carry what people wrote (ioredis: the arguments of the command).
 */
function endAtSurprise(error: unknown): never {
  console.error(JSON.stringify({ level: 60, time: Date.now(), ...describeError(error), msg: "a surprise" }));
  process.exit(1);
}

/** Says what is wrong and ends the process. */
export function fail(error: unknown): never {
  console.error(explain(error));
  process.exit(1);
}

function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return `Something was thrown that is no error (${typeof error}).`;
  // Without what libraries hang on it: addresses with passwords, rows, arguments.
  if (!("code" in error)) return error.stack;
  if (!("syscall" in error && error.syscall === "listen")) return error.message;
  const port = "port" in error ? String(error.port) : "";
  if (error.code === "EADDRINUSE") return `Port ${port} is taken. Set PORT to another one.`;
  if (error.code === "EACCES") return `Port ${port} is not allowed to this user. Set PORT to another one.`;
  return error.message;
}
