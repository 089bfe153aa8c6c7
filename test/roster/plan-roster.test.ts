import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { ExistingRoster } from "../../src/core/people/check-roster.ts";
import type { RosterProblem } from "../../src/core/people/roster-problem.ts";
import { applyRosterPlan } from "../../src/roster/apply-roster-plan.ts";
import { checkRosterFile } from "../../src/roster/check-roster-file.ts";
import { type PlanProgress, planRoster } from "../../src/roster/plan-roster.ts";
import { ProblemFile } from "../../src/roster/problem-file.ts";
import { loadRosterContent } from "../../src/roster/roster-content.ts";
import type { RosterImport } from "../../src/runner/directory.ts";
import { anyRows } from "../core/people/any-rows.ts";
import { applied, checkRows, HEADINGS, NOBODY } from "../core/people/roster-builders.ts";
import { makeWorkbook } from "../support/make-workbook.ts";
import { temporaryFolder } from "../support/servers.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const content = loadRosterContent();
const path = join(folder.path, "people.csv");
const organisation = "dep";

function writeRows(rows: readonly (readonly string[])[], headings: readonly string[] = HEADINGS): void {
  writeFileSync(path, stringify([[...headings], ...rows.map((row) => [...row])]));
}

/** An organisation with these people; notes how many are asked for at once and what is to be imported. */
function directoryOf(existing: ExistingRoster) {
  const members = existing.members.toSorted((a, b) => (a.staffNumber < b.staffNumber ? -1 : 1));
  const seen = { most: 0, imports: [] as RosterImport[] };
  return {
    seen,
    rosterRevision: async (id: string) => (id === organisation ? 4 : undefined),
    units: async () => existing.units,
    members: async (_: string, { after = "", limit }: { after?: string | undefined; limit: number }) =>
      members.filter(({ staffNumber }) => staffNumber > after).slice(0, limit),
    async membersWith(_: string, numbers: readonly string[]) {
      seen.most = Math.max(seen.most, numbers.length);
      return members.filter(({ staffNumber }) => numbers.includes(staffNumber));
    },
    async importRoster(roster: RosterImport) {
      seen.imports.push(roster);
      for await (const people of roster.people()) seen.most = Math.max(seen.most, people.length);
      return true;
    },
  };
}

const application = { deactivateMissing: false, actor: "operator:test", at: 5, detail: {} };

async function plan(existing: ExistingRoster = NOBODY, over: { words?: typeof content.words } = {}) {
  const problems: RosterProblem[] = [];
  const directory = directoryOf(existing);
  const onProblems = (some: readonly RosterProblem[]) => void problems.push(...some);
  const found = await planRoster(directory, {
    organisation,
    path,
    words: content.words,
    onProblems,
    ...over,
  });
  if (found === undefined) throw new Error("there is such an organisation");
  return { found, problems, directory };
}

/** What both ways of checking tell. */
async function bothWays(existing: ExistingRoster) {
  const { found, problems } = await plan(existing);
  const { changes, ...whole } = await checkRosterFile(path, { revision: 4, ...existing }, content.words);
  const { added, changed, unlisted } = changes;
  const { people, badRows, ignored, revision, preview } = found;
  const { firstAdded, firstChanged, firstUnlisted } = preview;
  return {
    inParts: {
      ...{ people, problems, badRows, ignored, revision },
      ...{ counts: [preview.added, preview.changed, preview.unlisted] },
      changes: {
        ...{
          addedUnits: preview.addedUnits,
          changedUnits: preview.changedUnits,
          unchanged: preview.unchanged,
        },
        ...{ added: firstAdded, changed: firstChanged, unlisted: firstUnlisted },
      },
    },
    atOnce: { ...whole, counts: [added.length, changed.length, unlisted.length], changes },
  };
}

test("a roster compared in parts gives what it gives when it is compared at once", async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, anyRows, async (earlier, roster) => {
      const before = applied(NOBODY, checkRows(earlier).changes);
      writeRows(roster);
      const { inParts, atOnce } = await bothWays(before);
      expect(inParts).toEqual(atOnce);
    }),
    { numRuns: 150 },
  );
});

const person = (number: number, over: Readonly<Record<number, string>> = {}) =>
  [`${1_000 + number}`, `คนที่ ${number}`, "", "10", "กองทดลอง", "", "", "", ""].map(
    (cell, place) => over[place] ?? cell,
  );
const many = (length: number, over: (number: number) => Readonly<Record<number, string>> = () => ({})) =>
  Array.from({ length }, (_, number) => person(number, over(number)));

test("rows far from each other are compared with each other, whatever part they are in", async () => {
  const rows = [...many(1_700), person(3), person(1_650, { 4: "กองอื่น" })];
  writeRows(rows);
  const { inParts, atOnce } = await bothWays(NOBODY);
  expect(inParts.problems.map(({ row, code }) => [row, code])).toEqual([
    [5, "staff_number_twice"],
    [1_652, "staff_number_twice"],
    [1_702, "staff_number_twice"],
    [1_703, "staff_number_twice"],
    [1_703, "unit_two_names"],
  ]);
  expect(inParts).toEqual({
    ...atOnce,
    changes: { ...atOnce.changes, added: atOnce.changes.added.slice(0, 50) },
  });
});

test("everybody who is added, changed or no longer listed is told, not only those who are held", async () => {
  const before = applied(NOBODY, checkRows(many(200)).changes);
  writeRows([...many(120, () => ({ 1: "ชื่อใหม่" })), ...many(300).slice(220)]);
  const seen = { added: 0, changed: 0, unlisted: 0 };
  const found = await planRoster(directoryOf(before), {
    ...{ organisation, path, words: content.words },
    onChanges({ added, changed, unlisted }) {
      seen.added += added.length;
      seen.changed += changed.length;
      seen.unlisted += unlisted.length;
    },
  });
  expect(seen).toEqual({ added: 80, changed: 120, unlisted: 80 });
  expect(found?.preview).toMatchObject({ ...seen, unchanged: 0 });
  expect(found?.preview.firstUnlisted.map(({ staffNumber }) => staffNumber)).toEqual(
    Array.from({ length: 50 }, (_, place) => `${1_120 + place}`),
  );
});

test("headings that cannot be used, files without rows and unknown organisations are told", async () => {
  for (const [text, codes] of [
    ["ชื่อ,ชื่อ\nx,y\n", ["column_missing", "column_missing", "column_twice"]],
    [`${HEADINGS.join(",")}\n`, ["no_rows"]],
    ["\n\n", ["no_rows"]],
  ] as const) {
    writeFileSync(path, text);
    const { inParts, atOnce } = await bothWays(applied(NOBODY, checkRows([person(1)]).changes));
    expect(inParts).toEqual(atOnce);
    expect(inParts.problems.map(({ code }) => code)).toEqual(codes);
  }
  const other = { organisation: "other", path, words: content.words };
  expect(await planRoster(directoryOf(NOBODY), other)).toBeUndefined();
});

test("never more than some hundred people are asked for or handed over at once", async () => {
  writeRows(many(2_100));
  const { found, directory } = await plan();
  expect(await applyRosterPlan(directory, found, application)).toBe(true);
  expect(directory.seen.most).toBe(500);
  expect(directory.seen.imports).toMatchObject([
    {
      organisation,
      revision: 4,
      counts: { units: 1, added: 2_100, changed: 0, unchanged: 0, deactivated: 0 },
    },
  ]);
});

test("thousands of mistakes are all told, but only the first are held", async () => {
  writeRows(many(3_000, () => ({ 2: "x" })));
  const { found, problems } = await plan();
  expect([found.problemCount, found.badRows, found.problems.length]).toEqual([3_000, 3_000, 1_000]);
  expect(problems.map(({ row }) => row)).toEqual(Array.from({ length: 3_000 }, (_, place) => place + 2));
  expect(found.problems).toEqual(problems.slice(0, 1_000));
});

test("progress tells bytes of the whole file, and never goes back within a step", async () => {
  writeRows(many(2_100));
  const seen: PlanProgress[] = [];
  const onProgress = (at: PlanProgress) => void seen.push(at);
  await planRoster(directoryOf(NOBODY), { organisation, path, words: content.words, onProgress });
  const { size } = statSync(path);
  for (const step of ["reading", "comparing"] as const) {
    const bytes = seen.filter((at) => at.step === step).map((at) => at.bytes);
    expect(bytes.length).toBeGreaterThan(2);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes.every((at) => at <= size)).toBe(true);
  }
  expect(new Set(seen.map(({ allBytes }) => allBytes))).toEqual(new Set([size]));
});

test("others are served between two parts of the work, also when nothing has to be waited for", async () => {
  // Of a workbook everything is there after the first look, and this directory answers at once.
  writeFileSync(path, makeWorkbook([[...HEADINGS], ...many(2_100)]));
  const directory = directoryOf(applied(NOBODY, checkRows(many(3_100)).changes));
  const turn = { asked: 0, most: 0, isLast: false };
  const asking = <A extends readonly unknown[], R>(ask: (...of: A) => R) => {
    return (...of: A) => {
      turn.asked += 1;
      turn.most = Math.max(turn.most, turn.asked);
      return ask(...of);
    };
  };
  const members = asking(directory.members);
  const membersWith = asking((of: string, numbers: readonly string[]) => directory.membersWith(of, numbers));
  const toPlan = { organisation, path, words: content.words };
  const planned = planRoster({ ...directory, members, membersWith }, toPlan).finally(() => {
    turn.isLast = true;
  });
  for (; !turn.isLast; turn.asked = 0) await setImmediate();
  expect((await planned)?.preview).toMatchObject({ unchanged: 2_100, unlisted: 1_000 });
  expect([1, 2]).toContain(turn.most);
});

test("a file that is changed after it was checked is not imported", async () => {
  writeRows(many(700));
  const { found, directory } = await plan();
  appendFileSync(path, "9999,ใครก็ไม่รู้,,10,กองทดลอง,,,,\n");
  const refused = applyRosterPlan(directory, found, application);
  await expect(refused).rejects.toMatchObject({ code: "ROSTER_FILE_CHANGED" });
});

test("the same file has the same fingerprint, and a workbook can be applied after it is gone", async () => {
  writeRows(many(3));
  const first = (await plan()).found.fingerprint;
  expect((await plan()).found.fingerprint).toBe(first);
  writeFileSync(path, makeWorkbook([[...HEADINGS], ...many(3)]));
  const { found, directory } = await plan();
  expect(found.fingerprint).toMatch(/^[0-9a-f]{64}$/u);
  expect(found.fingerprint).not.toBe(first);
  writeFileSync(path, "");
  expect(await applyRosterPlan(directory, found, application)).toBe(true);
  expect(directory.seen.imports[0]?.counts.added).toBe(3);
});

test("the file of mistakes says all of them and is never written over another", async () => {
  const errors = join(folder.path, "errors.csv");
  const none = new ProblemFile(errors, content, "en");
  await none.add([]);
  expect(none.isMade).toBe(false);
  const file = new ProblemFile(errors, content, "en");
  const problem = { row: 2, column: "role", code: "unknown_role", values: { found: "x, y" } } as const;
  await file.add([problem]);
  await file.add([{ ...problem, row: 3 }]);
  await file.close();
  const advice = '"There is no role “x, y”. Use officer, manager or hr."';
  const text = `\ufeffrow,column,what to do\r\n2,role,${advice}\r\n3,role,${advice}\r\n`;
  expect(readFileSync(errors, "utf8")).toBe(text);
  expect(statSync(errors).mode & 0o077).toBe(0);
  await expect(new ProblemFile(errors, content, "en").add([problem])).rejects.toThrow("EEXIST");
});
