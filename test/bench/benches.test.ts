import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { BENCHES, chooseBenches, describeBenches } from "./benches.ts";
import { commandOf } from "./measurement.ts";

const told = (...words: readonly string[]) => {
  const choice = chooseBenches(words);
  if (choice.kind !== "run") throw new Error(`nothing runs: ${choice.kind}`);
  return choice.runs.map(({ bench, options }) => [bench.name, ...options].join(" "));
};

test("without a name every bench runs, each the ways it usually does", () => {
  const usual = BENCHES.flatMap(({ name, usual }) => usual.map((options) => [name, ...options].join(" ")));
  expect(told()).toEqual(usual);
  expect(new Set(told().map((run) => run.split(" ")[0])).size).toBe(BENCHES.length);
});

test("a name alone runs that bench the ways it usually does", () => {
  expect(told("team")).toEqual(["team", "team --people 100000 --sqlite"]);
});

test("options of its own make it one run with just these", () => {
  expect(told("team", "--people", "500", "--dry")).toEqual(["team --people 500 --dry"]);
});

test("--dry leaves the usual runs and is told to every one of them", () => {
  expect(told("team", "--dry")).toEqual(["team --dry", "team --people 100000 --sqlite --dry"]);
  expect(told("--dry")).toEqual(told().map((run) => `${run} --dry`));
});

test("a bench nobody knows gets an answer that lists those there are", () => {
  const choice = chooseBenches(["sned"]);
  expect(choice).toEqual({
    kind: "mistake",
    message: `There is no bench called sned. The benches are:\n${describeBenches()}`,
  });
});

test("options without a name get an answer as well", () => {
  expect(chooseBenches(["--people", "5"])).toMatchObject({
    kind: "mistake",
    message: expect.stringMatching(/^--people 5 needs the name of a bench before it\./u),
  });
});

test("the list and the page can be had without measuring", () => {
  expect(chooseBenches(["--list"])).toEqual({ kind: "list" });
  expect(chooseBenches(["--render"])).toEqual({ kind: "render" });
});

test("the list names every bench once with what it measures, and every program is there", () => {
  const lines = describeBenches().split("\n");
  expect(lines.map((line) => line.split(" ")[0])).toEqual(BENCHES.map(({ name }) => name));
  const lost = BENCHES.filter(
    ({ program }) => !existsSync(fileURLToPath(new URL(`../../${program}`, import.meta.url))),
  );
  expect(lost).toEqual([]);
});

test("the command that is kept has the options, but neither --dry nor addresses with passwords", () => {
  const options = ["--postgres", "postgres://me:secret@db/x", "--url=redis://:secret@r", "--dry", "100"];
  expect(commandOf("roster", options)).toBe("npm run bench -- roster --postgres URL --url=URL 100");
});
