import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PROJECT_FOLDER } from "../../src/content/json-files.ts";
import { GROUPS } from "../../src/core/framework/framework.ts";
import { LANGUAGES } from "../../src/core/language.ts";
import { problemAt } from "../../src/core/people/roster-problem.ts";
import { spellingOf } from "../../src/core/people/roster-words.ts";
import { checkRosterFile } from "../../src/roster/check-roster-file.ts";
import { loadRosterContent, tellProblem } from "../../src/roster/roster-content.ts";
import { ROSTER_FILE_CODES, RosterFileError } from "../../src/roster/roster-file-error.ts";
import { writeRosterTemplate } from "../../src/roster/write-roster-template.ts";
import { temporaryFolder } from "../support/servers.ts";

const content = loadRosterContent();
const folder = temporaryFolder();
afterAll(() => folder.remove());

test("no spelling of a heading, group or role has two meanings", () => {
  for (const words of Object.values(content.words)) {
    const lists: readonly (readonly string[])[] = Object.values(words);
    const spelled = lists.flatMap((all) => [...new Set(all.map(spellingOf))]);
    expect(spelled.filter((word, place) => spelled.indexOf(word) !== place)).toEqual([]);
  }
});

test("the official names of the groups are understood", () => {
  const file = join(PROJECT_FOLDER, "data/framework/groups.json");
  const groups = JSON.parse(readFileSync(file, "utf8")) as { id: (typeof GROUPS)[number]; name: object }[];
  for (const { id, name } of groups) {
    const known = content.words.groups[id].map(spellingOf);
    expect(
      Object.values(name)
        .map(spellingOf)
        .filter((word) => !known.includes(word)),
    ).toEqual([]);
  }
  expect(groups.map(({ id }) => id)).toEqual(GROUPS);
});

test("every sentence mentions the same in both languages", () => {
  const places = (sentence: string) => sentence.match(/\{\w+\}/gu)?.toSorted() ?? [];
  for (const { th, en } of Object.values(content.problems)) expect(places(en)).toEqual(places(th));
});

test("a problem is told with the heading of its column and what to do", () => {
  const problem = problemAt(7, "staff_number", "staff_number_twice", { otherRow: 3 });
  expect(LANGUAGES.map((language) => tellProblem(problem, content, language))).toEqual([
    { row: 7, column: "รหัสพนักงาน", advice: "รหัสพนักงานซ้ำกับแถว 3 แก้ให้ไม่ซ้ำกัน หรือลบแถวที่เกิน" },
    {
      row: 7,
      column: "staff number",
      advice: "Row 3 has the same staff number. Correct it, or remove the extra row.",
    },
  ]);
});

test("a file that cannot be read says why in both languages", () => {
  for (const code of ROSTER_FILE_CODES) {
    const { message, told } = new RosterFileError(code, { most: 5, row: 6, line: 7 });
    expect([message, told.en]).toEqual([told.en, message]);
    expect(told.th).toMatch(/[ก-๙]/u);
    expect(`${told.th}${told.en}`).not.toMatch(/[{}]/u);
  }
});

test.each(LANGUAGES)(
  "the template in %s can be imported as it is, and is never written over a file",
  async (language) => {
    const path = join(folder.path, `${language}.csv`);
    writeRosterTemplate(path, content, language);
    const { people, problems, changes, ignored } = await checkRosterFile(
      path,
      { revision: 3, units: [], members: [] },
      content.words,
    );
    expect({ people, problems, ignored, units: changes.addedUnits.length }).toEqual({
      people: 3,
      problems: [],
      ignored: [],
      units: 3,
    });
    expect(changes.added.map(({ group, role, manages }) => [group, role, manages])).toEqual([
      ["management", "officer", ["110"]],
      [null, "officer", []],
      ["others", "hr", []],
    ]);
    expect(readFileSync(path).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(() => writeRosterTemplate(path, content, language)).toThrow("EEXIST");
  },
);
