import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { projectJson } from "./lock-file.ts";

const PROJECT = new URL("../../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, PROJECT), "utf8");
const PAGE = read("docs/security.md");

/** The code of every test. */
const TESTS = globSync("test/**/*.test.ts", { cwd: PROJECT }).map(read);

/** Rows of the tables, headings left out. */
const rows = PAGE.split("\n").filter((line) => line.startsWith("| ") && !line.endsWith("shown by |"));
/** Each test the page names: `file` "name". */
const named = [...PAGE.matchAll(/`(test\/[^`]+)` "([^"]+)"/gu)].map(
  ([, file = "", name = ""]) => [file, name] as const,
);

describe("docs/security.md", () => {
  it("names a test in every row", () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter((row) => !/`test\/[^`]+` "[^"]+"[^|]*\|$/u.test(row))).toEqual([]);
    for (const row of rows) expect([row, row.split(/(?<!\\)\|/u).length]).toEqual([row, 6]);
  });

  it.each(named)("names %s: %s, which exists and is run", (file, name) => {
    expect(existsSync(new URL(file, PROJECT))).toBe(true);
    expect(isTestOf(read(file), name)).toBe(true);
    expect(isRun(file)).toBe(true);
  });

  it("would say so if one did not", () => {
    const code =
      'it("is there", () => {});\ntest.each([1])(\n  "is there %s", () => {});\nconst name = "is not";\n// it("is";';
    expect(["is there", "is there %s", "is not", "there"].map((name) => isTestOf(code, name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("lists what is installed for production, as it is", () => {
    const [, list = ""] = /<!-- packages -->([\s\S]*)<!-- \/packages -->/u.exec(PAGE) ?? [];
    const listed = [...list.matchAll(/`([^`]+)`\s(\d[\d.]*\d)/gu)].map(([, name, version]) => [
      name,
      version,
    ]);
    const { dependencies } = projectJson<{ dependencies: Record<string, string> }>("package.json");
    expect(Object.fromEntries(listed)).toEqual(dependencies);
  });
});

/** A name stands first in the call of a test, on its line or the next. */
function isTestOf(code: string, name: string): boolean {
  return [`"${name}"`, `\`${name}\``].some((words) =>
    code.split(words).some((before) => /(?:\b(?:it|test)|[)\]}])\(\s*$/u.test(before) && before !== code),
  );
}

/** Suites of contracts are run by the tests that import them. */
function isRun(file: string): boolean {
  if (file.endsWith(".test.ts")) return true;
  const name = file.slice(file.lastIndexOf("/") + 1);
  return TESTS.some((code) => code.includes(`/${name}"`));
}
