import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BenchRun } from "./benches.ts";
import { commandOf } from "./measurement.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs benches one after another, each as a process of its own whose output is shown, and goes on after one that
 * fails.
 * @param say where it tells what runs and how long it took
 * @returns the commands that failed
 */
export async function runAll(
  runs: readonly BenchRun[],
  say: (line: string) => void = console.log,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const [at, run] of runs.entries()) {
    const { name, measures, takes } = run.bench;
    const command = commandOf(name, run.options);
    say(`\n[${at + 1}/${runs.length}] ${command}: ${measures} (usually ${takes})`);
    const startedAt = performance.now();
    if (!(await succeeds(run))) failed.push(command);
    say(`${command} took ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  }
  return failed;
}

async function succeeds({ bench, options }: BenchRun): Promise<boolean> {
  const child = spawn(process.execPath, [bench.program, ...options], { cwd: PROJECT, stdio: "inherit" });
  const [code] = await once(child, "close");
  return code === 0;
}
