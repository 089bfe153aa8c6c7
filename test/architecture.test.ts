import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const EDGE = ["core", "runner", "package", "node:"];
/** What each folder may import besides itself. Edges never import each other. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  content: ["core", "zod", "json-e", "node:"],
  runner: ["core", "node:"],
  ...Object.fromEntries(
    ["line", "redis", "database", "jobs", "web", "simulator", "roster"].map((folder) => [folder, EDGE]),
  ),
  // Backup and restore are work on the database itself; lists of people come from the operator's files; whether
  // jobs understand a cron expression is asked when it is typed.
  cli: [
    ...EDGE,
    "content",
    "database",
    "jobs",
    "roster",
    "config.ts",
    "open-storage.ts",
    // Reminders are previewed and started the same way by command as from the chat.
    "open-line.ts",
    "open-reminders.ts",
    "log.ts",
    "require-node.ts",
  ],
  // The list of an organisation's people is checked the same way whether it comes by the shell or by the browser.
  pages: [...EDGE, "roster"],
  "main.ts": ["app.ts", "config.ts", "require-node.ts", "run-until-stopped.ts"],
};

const files = globSync("**/*.ts", { cwd: SRC, exclude: ["simulator/page/**"] }).toSorted();
const codeOf = (file: string) =>
  readFileSync(join(SRC, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, "");
const top = (path: string) => path.split("/")[0] ?? "";
const violations = (isWrong: (file: string, code: string) => readonly string[] | boolean) =>
  files.flatMap((file) =>
    [isWrong(file, codeOf(file))].flat().flatMap((found) => (found ? [`${file}: ${found}`] : [])),
  );

function isAllowed(file: string, imported: string): boolean {
  const may = MAY_IMPORT[top(file)];
  if (may === undefined) return true;
  const target = imported.startsWith(".") ? top(relative(SRC, join(SRC, dirname(file), imported))) : imported;
  if (target === top(file) || may.includes(target)) return true;
  if (imported.startsWith("node:")) return may.includes("node:");
  return !imported.startsWith(".") && may.includes("package");
}

const IMPORT = /^(?:import|export)\s(?:[^"';]*\sfrom\s)?"([^"]+)"|\bimport\(\s*"([^"]+)"/gmu;

test("every folder imports only what the architecture allows", () => {
  const wrong = violations((file, code) =>
    [...code.matchAll(IMPORT)]
      .map(([, name, lazy]) => name ?? lazy ?? "")
      .filter((name) => !isAllowed(file, name)),
  );
  expect(files.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

test("only the configuration reads the environment, and what is started by hand may hand it over", () => {
  const may = ["config.ts", "cli/main.ts", "demo.ts"];
  expect(
    violations(
      (file, code) => !may.includes(file) && /process\s*\.\s*env|\benv\b.*"node:process"/u.test(code),
    ),
  ).toEqual([]);
});

test("the core has no clock, no randomness and nothing asynchronous", () => {
  const impure =
    /Date\.now|new Date\(\s*\)|Math\.random|\basync\b|\bawait\b|\bprocess\.|\bset(?:Timeout|Interval)\b/gu;
  expect(violations((file, code) => (top(file) === "core" ? (code.match(impure) ?? []) : []))).toEqual([]);
});
