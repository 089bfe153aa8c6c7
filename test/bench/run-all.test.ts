import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../support/servers.ts";
import { runAll } from "./run-all.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A run of a bench that does this and nothing else. */
function runOf(name: string, code: string, options: readonly string[] = []) {
  const program = join(folder.path, `${name}.mjs`);
  writeFileSync(program, code);
  return { bench: { name, program, measures: "nothing", takes: "no time", usual: [[]] }, options };
}

test("goes on after a bench that fails and says which one it was", async () => {
  const mark = join(folder.path, "mark");
  const runs = [
    runOf("broken", "process.exit(3);"),
    runOf("whole", 'import { writeFileSync } from "node:fs"; writeFileSync(process.argv[2], "");', [mark]),
  ];
  const said: string[] = [];
  expect(await runAll(runs, (line) => said.push(line))).toEqual(["npm run bench -- broken"]);
  expect(existsSync(mark)).toBe(true);
  expect(said[0]).toBe("\n[1/2] npm run bench -- broken: nothing (usually no time)");
  expect(said[1]).toMatch(/^npm run bench -- broken took \d+ s$/u);
});

test("counts a bench that was killed as failed", async () => {
  const failed = await runAll([runOf("killed", 'process.kill(process.pid, "SIGKILL");')], () => {});
  expect(failed).toEqual(["npm run bench -- killed"]);
});

test("the command ends with 1 and the list of benches when it is asked for one nobody knows", async () => {
  const program = fileURLToPath(new URL("run.ts", import.meta.url));
  const ended = await new Promise((resolve) => {
    execFile(process.execPath, [program, "sned"], (error, stdout, stderr) =>
      resolve({ code: error?.code, stdout, stderr }),
    );
  });
  expect(ended).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^There is no bench called sned\. The benches are:\nstart /u),
  });
});
