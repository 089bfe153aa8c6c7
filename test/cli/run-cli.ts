import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { PROJECT_FOLDER } from "../../src/content/json-files.ts";

const run = promisify(execFile);

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of a program; nothing else of the environment reaches it. */
export type Settings = Readonly<Record<string, string>>;

/** Runs the command line as a program of its own. */
export async function runCli(
  words: readonly string[],
  settings: Settings,
  nodeOptions: readonly string[] = [],
): Promise<Outcome> {
  const program = join(PROJECT_FOLDER, "src/cli/main.ts");
  try {
    const done = await run(process.execPath, [...nodeOptions, program, ...words], { env: settings });
    return { code: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as Outcome;
    return { code, stdout, stderr };
  }
}

/** A server with embedded storage in a process of its own. */
export interface ServerProcess {
  stop(): Promise<void>;
}

/** Starts the server; resolves when it works. It never reaches LINE. */
export async function startServer(dataDir: string): Promise<ServerProcess> {
  const server = spawn(process.execPath, [join(PROJECT_FOLDER, "src/main.ts")], {
    env: {
      DATA_DIR: dataDir,
      PORT: "0",
      LOG_LEVEL: "silent",
      LINE_CHANNEL_SECRET: "secret",
      LINE_CHANNEL_ACCESS_TOKEN: "token",
      LINE_API_BASE_URL: "http://127.0.0.1:1",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: server.stdout })) if (line === "Ready") break;
  if (server.exitCode !== null) throw new Error("the server did not start");
  return {
    async stop() {
      server.kill("SIGTERM");
      if (server.exitCode === null) await once(server, "exit");
    },
  };
}
