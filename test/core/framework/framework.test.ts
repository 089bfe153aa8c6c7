import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadFramework } from "../../../src/content/load-content.ts";
import { readContentSource } from "../../../src/content/read-content-source.ts";
import { GROUPS, STAGES } from "../../../src/core/framework/framework.ts";

const framework = loadFramework();

test("the framework has as many of everything as the source", () => {
  const ofKind = (items: readonly { kind: string }[], kind: string) =>
    items.filter((item) => item.kind === kind).length;
  expect({
    version: framework.version,
    dimensions: framework.dimensions.length,
    units: framework.units.length,
    knowledge: [ofKind(framework.knowledge, "basic"), ofKind(framework.knowledge, "essential")],
    experience: [ofKind(framework.experience, "basic"), ofKind(framework.experience, "essential")],
    attributes: framework.attributes.length,
    competencies: framework.competencies.length,
    groups: framework.groups.length,
    stages: framework.stages.length,
    profiles: framework.profiles.length,
  }).toEqual({
    version: "2560",
    dimensions: 7,
    units: 39,
    knowledge: [5, 18],
    experience: [5, 13],
    attributes: 5,
    competencies: 4,
    groups: 6,
    stages: 3,
    profiles: 18,
  });
});

test("ids are those of the source, without a hole", () => {
  const numbered = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
  const hundreds = (prefix: string, count: number) => numbered(prefix, count).map((id) => `${id}00`);
  expect(framework.dimensions.map(({ number, id }) => `${number} ${id}`)).toEqual([
    "1 DLit",
    "2 DG",
    "3 DT",
    "4 DS",
    "5 SPM",
    "6 DL",
    "7 DTr",
  ]);
  expect(framework.units.map(({ code }) => code)).toEqual([
    ...hundreds("DLit", 7),
    ...hundreds("DG", 6),
    ...hundreds("DT", 7),
    ...hundreds("DS", 7),
    ...hundreds("SPM", 6),
    ...hundreds("DL", 3),
    ...hundreds("DTr", 3),
  ]);
  expect(framework.knowledge.map(({ id }) => id)).toEqual([...numbered("K1.", 5), ...numbered("K2.", 18)]);
  expect(framework.experience.map(({ id }) => id)).toEqual([...numbered("E1.", 5), ...numbered("E2.", 13)]);
  expect(framework.attributes.map(({ id }) => id)).toEqual(numbered("A", 5));
  expect(framework.competencies.map(({ id }) => id)).toEqual(numbered("C", 4));
});

test("a unit's code begins with its dimension's id", () => {
  expect(framework.units.filter(({ code, dimension }) => code.replace(/\d+$/u, "") !== dimension)).toEqual(
    [],
  );
});

test("every profile requires the units the source lists, in the source's order", () => {
  const transcribed = JSON.parse(readFileSync(new URL("profiles.json", import.meta.url), "utf8"));
  const read = STAGES.map((stage) => [
    stage,
    Object.fromEntries(
      GROUPS.map((group) => [
        group,
        framework.profiles.find((one) => one.stage === stage && one.group === group)?.units.join(" "),
      ]),
    ),
  ]);
  expect(Object.fromEntries(read)).toEqual(transcribed);
});

test("every profile has all basic items, all attributes and the last competency", () => {
  const basicKnowledge = ["K1.1", "K1.2", "K1.3", "K1.4", "K1.5"];
  const basicExperience = ["E1.1", "E1.2", "E1.3", "E1.4", "E1.5"];
  for (const profile of framework.profiles) {
    expect(profile.knowledge.slice(0, 5)).toEqual(basicKnowledge);
    expect(profile.experience.slice(0, 5)).toEqual(basicExperience);
    expect(profile.attributes).toEqual(["A1", "A2", "A3", "A4", "A5"]);
    expect(profile.competencies.at(-1)).toBe("C4");
  }
});

test("a later stage keeps every knowledge topic and experience of the same group's earlier stage, first", () => {
  for (const group of GROUPS) {
    const [early, developing, mature] = STAGES.map((stage) =>
      framework.profiles.find((one) => one.stage === stage && one.group === group),
    );
    for (const kind of ["knowledge", "experience"] as const) {
      expect(developing?.[kind].slice(0, early?.[kind].length)).toEqual(early?.[kind]);
      // The mature stage adds nothing of its own in the source.
      expect(mature?.[kind]).toEqual(developing?.[kind]);
    }
  }
});

test("a profile names nothing twice", () => {
  for (const profile of framework.profiles) {
    for (const kind of ["units", "knowledge", "experience", "attributes", "competencies"] as const) {
      expect(new Set(profile[kind]).size).toBe(profile[kind].length);
    }
  }
});

test("Mega Trends is asked for as a sub-topic, only of those whose profile names it", () => {
  const naming = framework.profiles.filter(({ knowledge }) => knowledge.includes("K2.2.3"));
  expect(naming.map(({ stage, group }) => `${stage} ${group}`)).toEqual([
    "early academic",
    "early service",
    "developing academic",
    "developing service",
    "mature academic",
    "mature service",
  ]);
});

test("the places where a name outweighs its code are on record, each with its reason", () => {
  const corrections = readContentSource(["corrections"]).source.corrections ?? [];
  const codesAt = (line: number) =>
    corrections
      .filter((one) => one.line === line)
      .map(({ read, corrected }) => [read, corrected].map((text) => /^[A-Za-z]+\d+/u.exec(text)?.[0]));
  expect(codesAt(1205)).toEqual([["DT200", "DTr200"]]);
  expect(codesAt(1212)).toEqual([["DT300", "DTr300"]]);
  expect(codesAt(740)).toEqual([["DG600", "DG600"]]);
  expect(corrections.filter(({ line }) => line === 739).map(({ corrected }) => corrected)).toEqual([
    "(Service-Level Agreement)",
  ]);
  for (const line of [42, 47, 861, 1204]) expect(corrections.some((one) => one.line === line)).toBe(true);
  for (const entry of corrections) {
    expect(Object.keys(entry).toSorted()).toEqual(["corrected", "line", "read", "reason"]);
    expect(entry.read).not.toBe(entry.corrected);
    expect(entry.reason.length).toBeGreaterThan(10);
  }
});
