import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import express from "express";
import projectFile from "../../package.json" with { type: "json" };
import { createLineStandIn, type LineStandIn } from "../../src/simulator/line-stand-in.ts";
import { listen } from "../../src/web/http-server.ts";

/** What is started: the service itself, one that crashes or is moved in time, a stand-in, or what a bench compares with. */
export type Program =
  | "src/main.ts"
  | "test/faults/crashing-service.ts"
  | "test/chaos/chaos-service.ts"
  | "test/sending/line-process.ts"
  | `test/bench/${string}.ts`;

/** A process of the service. */
export interface Service {
  readonly pid: number;
  /** Where it listens; rejects when it ends before. */
  readonly url: Promise<string>;
  /** Resolves when it has said this. */
  said(words: string): Promise<void>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  output(): string;
  /** Sends it a message; nothing happens when it has ended. */
  tell(message: string | number): void;
  kill(signal: "SIGKILL" | "SIGTERM"): void;
}

/** Options of Node the service is started with: `node OPTION... src/main.ts`. */
const START_OPTIONS = projectFile.scripts.start.split(" ").slice(1, -1);
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const running = new Set<ChildProcess>();

/**
 * Starts a process with these settings and no others, one of the service as `npm start` does; `node` are more options
 * for Node itself.
 */
export function startService(
  program: Program,
  settings: Readonly<Record<string, string>>,
  node: readonly string[] = [],
): Service {
  const env = { PATH: process.env.PATH ?? "", PORT: "0", ...settings };
  // What a bench compares with is not the service.
  const options = program.startsWith("test/bench/") ? node : [...START_OPTIONS, ...node];
  return startProcess([process.execPath, ...options, program], env);
}

/** The same for any command that becomes a service, in this project's folder or another; `env` is all of its environment. */
export function startProcess(
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  folder = PROJECT,
): Service {
  const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  running.add(child);
  let output = "";
  const waiting = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += chunk;
    for (const look of waiting) look();
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  const ended = once(child, "close").then(([code, signal]: (number | NodeJS.Signals)[]) => {
    running.delete(child);
    for (const look of waiting) look();
    return code ?? signal ?? 0;
  });
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const again = () => {
        const found = look();
        if (found !== undefined) resolve(found);
        else if (!running.has(child)) reject(new Error(`the process ended: ${output}`));
        else return;
        waiting.delete(again);
      };
      waiting.add(again);
      again();
    });
  const url = until(() => /listens on port (\d+)/.exec(output)?.[1]).then(
    (port) => `http://127.0.0.1:${port}`,
  );
  // Not everybody wants to know where it listens.
  url.catch(() => {});
  return {
    pid: child.pid ?? 0,
    url,
    said: (words) => until(() => (output.includes(words) ? true : undefined)).then(() => {}),
    ended,
    output: () => output,
    tell: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    kill: (signal) => child.kill(signal),
  };
}

/** Ends every process still running; for the end of a test file. */
export async function endServices(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill("SIGKILL");
      await once(child, "close");
    }),
  );
}

/** The LINE stand-in behind real HTTP and what a service has to be told of it. */
export interface Line {
  readonly line: LineStandIn;
  readonly settings: Readonly<Record<string, string>>;
  /** Where webhooks go from now on. */
  deliverTo(url: string): void;
  close(): Promise<void>;
}

const CHANNEL_SECRET = "4f6e6c7920666f72207465737473";
const ACCESS_TOKEN = "fixed-access-token-of-the-fault-tests";

/** Starts a stand-in that redelivers soon what was not taken. */
export async function startLine(): Promise<Line> {
  let webhookUrl = "http://127.0.0.1:9/webhook";
  const line = createLineStandIn({
    channelSecret: CHANNEL_SECRET,
    accessToken: ACCESS_TOKEN,
    webhookUrl: () => webhookUrl,
    redeliveryDelaysMs: [200, 500, 1_000, 2_000],
  });
  const server = await listen(express().use(line.router), 0, "127.0.0.1");
  return {
    line,
    settings: {
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
      LINE_API_BASE_URL: `http://127.0.0.1:${server.port}`,
    },
    deliverTo: (url) => {
      webhookUrl = `${url}/webhook`;
    },
    close: async () => {
      line.close();
      await server.close();
    },
  };
}
