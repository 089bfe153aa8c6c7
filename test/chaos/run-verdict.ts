import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Verdict } from "./log-entries.ts";
import { PREFIX } from "./what-is-left.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const MOST_VERDICT_BYTES = 64 * 1024 * 1024;

/**
 * Has a run judged by a process of its own, so that nothing of the service can have a hand in it. Rejects when the
 * verdict cannot be taken.
 */
export function runVerdict(
  { logFile, redis }: { readonly logFile: string; readonly redis: { readonly url: string } },
  databaseUrl: string,
): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const args = ["test/chaos/verdict.ts", logFile, databaseUrl, redis.url, PREFIX];
    const options = { cwd: PROJECT, maxBuffer: MOST_VERDICT_BYTES };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      // 1 is a verdict as well.
      if (stdout === "") reject(new Error(stderr, { cause: error }));
      else resolve(JSON.parse(stdout));
    });
  });
}
