import { expect, test } from "vitest";
import type { TakenMeasurement } from "./measurement.ts";
import { renderMeasurements } from "./render-measurements.ts";

function taken(parts: Partial<TakenMeasurement> = {}): TakenMeasurement {
  return {
    name: "start",
    title: "Start",
    command: "npm run bench -- start",
    method: ["From spawning to ready.", "Five times."],
    goals: [],
    tables: [],
    date: "2026-11-22",
    machine: "2 x Processor, 8 GB",
    versions: { Node: "24.21.0", Redis: "7.0.15" },
    load: [0.1, 0.5, 1],
    ...parts,
  };
}

const NO_REMARKS = new Map<string, string>();

test("says of every measurement how, when and where it was taken", () => {
  const page = renderMeasurements([taken(), taken({ name: "team", title: "Team" })], NO_REMARKS);
  expect(page).toContain("## Start\n");
  expect(page).toContain("## Team\n");
  expect(page).toContain(
    "`npm run bench -- start`, 2026-11-22; 2 x Processor, 8 GB, Node 24.21.0, Redis 7.0.15; ",
  );
  expect(page).toContain("load at the end 0.1, 0.5, 1.\n");
  expect(page).toContain("From spawning to ready. Five times.\n");
});

test("makes a column of everything a row has, in order of appearance, and a dash of what one lacks", () => {
  const rows = [
    { people: 2_000_000, seconds: 1.234 },
    { people: 5, "memory (MB)": null },
  ];
  expect(renderMeasurements([taken({ tables: [{ title: "Runs", rows }] })], NO_REMARKS)).toContain(
    [
      "**Runs**\n",
      "| people | seconds | memory (MB) |",
      "| --- | --- | --- |",
      "| 2,000,000 | 1.23 | – |",
      "| 5 | – | – |\n",
    ].join("\n"),
  );
});

test("lists the goals of all measurements first, and marks those that were missed", () => {
  const goals = [
    { goal: "under 60 s", figure: "49 s", met: true },
    { goal: "2,000 a second", figure: "1,375", met: false },
  ];
  const page = renderMeasurements([taken({ goals })], NO_REMARKS);
  const [before = "", after = ""] = page.split("## Start\n");
  expect(before).toContain("## Goals\n");
  expect(before).toContain("| Start | under 60 s | 49 s | yes |\n");
  expect(before).toContain("| Start | 2,000 a second | 1,375 | **no** |\n");
  expect(after).toContain("| 2,000 a second | 1,375 | **no** |\n");
});

test("has no list of goals when nothing has any", () => {
  expect(renderMeasurements([taken()], NO_REMARKS)).not.toContain("## Goals");
});

test("puts remarks below the measurement they are about, and no others", () => {
  const tables = [{ title: "Runs", rows: [{ people: 5 }] }];
  const remarks = new Map([
    ["start", "The disk bounds it."],
    ["gone", "Of a bench that is no more."],
  ]);
  const page = renderMeasurements([taken({ tables }), taken({ name: "team", title: "Team" })], remarks);
  expect(page).toMatch(/\| 5 \|\n\nThe disk bounds it\.\n\n## Team\n/u);
  expect(page).not.toContain("no more");
});

test("keeps a bar in a cell or a heading from ending it", () => {
  const rows = [{ "a|b": "c|d" }];
  const page = renderMeasurements([taken({ tables: [{ title: "Runs", rows }] })], NO_REMARKS);
  expect(page).toContain("| a\\|b |\n| --- |\n| c\\|d |\n");
});
