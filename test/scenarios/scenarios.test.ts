import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseScenario, playScenario } from "../support/scenario-runner.ts";

const FILES = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ name, path: `${import.meta.dirname}/${name}` }));

describe("a golden conversation", () => {
  test.each(FILES)("goes as $name says", ({ path }) => {
    const scenario = parseScenario(readFileSync(path, "utf8"));
    const played = playScenario(scenario);
    if (process.env.UPDATE_SCENARIOS === "1") writeFileSync(path, `${JSON.stringify(played, null, 2)}\n`);
    else expect(played).toEqual(scenario);
  });
});
