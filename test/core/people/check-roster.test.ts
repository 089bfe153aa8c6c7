import { describe, expect, it } from "vitest";
import { orgUnit, rosterChanges } from "../../contracts/people-builders.ts";
import { applied, check, checkRows, HEADINGS, NOBODY, told } from "./roster-builders.ts";

const ANAN = ["1001", "อนันต์ ทดลอง", "Anan@Example.go.th", "10", "กองหนึ่ง", "", "ผู้ทำงานด้านบริการ", "", ""];
const BUSABA = ["1002", "บุษบา สมมติ", "", "20", "กองสอง", "10", "", "ฝ่ายบุคคล", "10, 20"];

const anan = {
  staffNumber: "1001",
  name: "อนันต์ ทดลอง",
  email: "anan@example.go.th",
  unit: "10",
  group: "service",
  role: "officer",
  manages: [],
};
const busaba = {
  staffNumber: "1002",
  name: "บุษบา สมมติ",
  email: null,
  unit: "20",
  group: null,
  role: "hr",
  manages: ["10", "20"],
};
const units = [orgUnit("10", null, "กองหนึ่ง"), orgUnit("20", "10", "กองสอง")];

/** A row with something changed; columns by place. */
function row(over: Readonly<Record<number, string>>, base: readonly string[] = ANAN): readonly string[] {
  return base.map((cell, place) => over[place] ?? cell);
}

describe("a roster without mistakes", () => {
  it("adds its units and people", () => {
    expect(checkRows([ANAN, BUSABA])).toEqual({
      people: 2,
      problems: [],
      badRows: 0,
      changes: rosterChanges({ addedUnits: units, added: [anan, busaba] as never }),
    });
  });

  it("changes nothing when it is imported again", () => {
    const after = applied(NOBODY, checkRows([ANAN, BUSABA]).changes);
    expect(checkRows([BUSABA, ANAN], after).changes).toEqual(rosterChanges({ unchanged: 2 }));
  });

  it("tells what has changed of whom", () => {
    const after = applied(NOBODY, checkRows([ANAN, BUSABA]).changes);
    const moved = row({ 3: "20", 4: "กองสองใหม่", 5: "", 6: "" });
    const { changes } = checkRows([moved], after);
    const [before] = after.members;
    expect(changes).toEqual({
      addedUnits: [],
      changedUnits: [{ before: units[1], after: orgUnit("20", null, "กองสองใหม่") }],
      added: [],
      changed: [{ before, after: { ...anan, unit: "20", group: null }, fields: ["unit", "group"] }],
      unchanged: 0,
      unlisted: [after.members[1]],
    });
  });

  it("takes back people who had left", () => {
    const first = applied(NOBODY, checkRows([ANAN, BUSABA]).changes);
    const left = applied(first, checkRows([BUSABA], first).changes, true);
    expect(checkRows([BUSABA], left).changes.unlisted).toEqual([]);
    const { changes } = checkRows([ANAN, BUSABA], left);
    expect(changes.changed.map(({ after, fields }) => [after.staffNumber, fields])).toEqual([
      ["1001", ["active"]],
    ]);
  });

  it("leaves alone what it has no column for", () => {
    const before = applied(NOBODY, checkRows([ANAN, BUSABA]).changes);
    const short = [
      ["ชื่อ", "รหัสพนักงาน", "รหัสหน่วยงาน"],
      ["บุษบา ใหม่", "1002", "20"],
    ];
    const { problems, changes } = check(short, before);
    expect(problems).toEqual([]);
    expect(changes.changedUnits).toEqual([]);
    expect(changes.changed.map(({ after }) => after)).toEqual([{ ...busaba, name: "บุษบา ใหม่" }]);
  });

  it.each([
    [["Staff number", "NAME", "E-mail", "Unit code", "Unit", "Parent unit code", "Group", "Role", "Manages"]],
    [
      [
        "employee_id",
        "full name",
        "mail",
        "Department code",
        "department",
        "parent",
        "staff group",
        "role",
        "units managed",
      ],
    ],
    [
      [
        "รหัสพนักงาน *",
        "ชื่อ-สกุล",
        "อีเมล์",
        "รหัส หน่วยงาน",
        "ชื่อหน่วยงาน",
        "หน่วยงานแม่",
        "กลุ่ม (ถ้ามี)",
        "บทบาท",
        "หน่วยงานที่ดูแล",
      ],
    ],
  ])("may be headed %j", (headings) => {
    expect(check([headings, ANAN, BUSABA])).toEqual(checkRows([ANAN, BUSABA]));
  });

  it("may have rows that only describe a unit, empty rows and columns of its own", () => {
    const rows = [
      [...HEADINGS, "ตำแหน่ง"],
      ["", "", "", "1", "สำนัก", "", "", "", "", ""],
      ["", " ", "\u200b"],
      [...row({ 5: "1" }), "นักวิชาการ"],
    ];
    const { people, problems, changes } = check(rows);
    expect({ people, problems, units: changes.addedUnits }).toEqual({
      people: 1,
      problems: [],
      units: [orgUnit("1", null, "สำนัก"), orgUnit("10", "1", "กองหนึ่ง")],
    });
  });

  it("reads the same text however it was typed", () => {
    const typed = row({ 0: "๑๐๐๑", 1: "  อนันต์\u00a0 ทดลอง\u200b", 2: "-", 6: "SERVICE", 7: "officer" });
    expect(checkRows([typed]).changes.added).toEqual([{ ...anan, email: null }]);
    const decomposed = row({
      1: "น\u0e4d\u0e32 น\u0e4d\u0e49\u0e32 น\u0e49\u0e4d\u0e32".replace(
        "\u0e49\u0e4d\u0e32",
        "\u0e49\u0e33",
      ),
    });
    expect(checkRows([decomposed]).changes.added[0]?.name).toBe("นำ น้ำ น้ำ");
  });
});

describe("mistakes in cells", () => {
  it.each([
    ["an empty staff number", { 0: "" }, "staff_number", "missing", {}],
    ["an empty name", { 1: " " }, "name", "missing", {}],
    ["an empty unit code", { 3: "" }, "unit", "missing", {}],
    ["no e-mail address", { 2: "anan at example" }, "email", "bad_email", {}],
    ["an unknown group", { 6: "นักบิน" }, "group", "unknown_group", { found: "นักบิน" }],
    ["an unknown role", { 7: "boss" }, "role", "unknown_role", { found: "boss" }],
    ["a formula for a name", { 1: "=cmd|'/c calc'!A1" }, "name", "formula", { begins: "=" }],
    ["a formula hidden behind a tab", { 1: "\t+1+1" }, "name", "formula", { begins: "+" }],
    ["a formula for a parent unit", { 5: "@SUM(A1)" }, "parent", "formula", { begins: "@" }],
    ["a negative number", { 0: "-1001" }, "staff_number", "formula", { begins: "-" }],
    ["a number Excel shortened", { 0: "1.10170E+12" }, "staff_number", "shortened_number", {}],
    ["a control character", { 1: "อนันต์\u0007" }, "name", "control_character", {}],
    ["a mark that turns the reading direction", { 1: "abc\u202edef" }, "name", "control_character", {}],
    ["what a wrong encoding leaves", { 1: "\ufffd\ufffd" }, "name", "control_character", {}],
    ["a name that is too long", { 1: "ก".repeat(151) }, "name", "too_long", { most: 150 }],
    ["a name of megabytes", { 1: "ก".repeat(2_000_000) }, "name", "too_long", { most: 150 }],
    ["a manager of nothing", { 7: "หัวหน้า" }, "manages", "manages_missing", {}],
    ["a manager of an unknown unit", { 8: "10;99" }, "manages", "manages_unknown", { unit: "99" }],
  ] as const)("%s", (_, over, column, code, values) => {
    const found = checkRows([row({ 5: "", 8: "" }, BUSABA), row(over)]);
    expect(told(found)).toEqual([[3, column, code, values]]);
    expect(found.badRows).toBe(1);
    expect(found.changes.added.map(({ staffNumber }) => staffNumber)).toEqual(["1002"]);
  });

  it("are all told at once, by row", () => {
    const rows = [row({ 1: "", 2: "x" }), row({ 0: "1002", 6: "?", 7: "?!" }), row({ 0: "" })];
    expect(told(checkRows(rows)).map(([at, column, code]) => [at, column, code])).toEqual([
      [2, "name", "missing"],
      [2, "email", "bad_email"],
      [3, "role", "unknown_role"],
      [3, "group", "unknown_group"],
      [4, "staff_number", "missing"],
    ]);
  });

  it("people in wrong rows are not taken for people who have left", () => {
    const before = applied(NOBODY, checkRows([ANAN]).changes);
    expect(checkRows([row({ 2: "x" })], before).changes.unlisted).toEqual([]);
  });
});

describe("mistakes in headings", () => {
  it("are told before any row is read", () => {
    expect(
      told(
        check([
          ["ชื่อ", "ชื่อสกุล", "หน่วยงาน"],
          ["x", "y", "z"],
        ]),
      ),
    ).toEqual([
      [1, "staff_number", "column_missing", {}],
      [1, "unit", "column_missing", {}],
      [1, "name", "column_twice", {}],
    ]);
  });

  it("an empty file and one with headings alone list nobody", () => {
    expect(told(check([]))).toEqual([[1, null, "no_rows", {}]]);
    expect(told(checkRows([]))).toEqual([[1, null, "no_rows", {}]]);
  });
});

describe("mistakes between rows", () => {
  it("staff numbers that stand twice are all named", () => {
    const rows = [ANAN, row({ 1: "อื่น" }), row({ 0: "1002" }), row({ 1: "อีก" })];
    const found = checkRows(rows);
    expect(told(found)).toEqual([
      [2, "staff_number", "staff_number_twice", { otherRow: 3 }],
      [3, "staff_number", "staff_number_twice", { otherRow: 2 }],
      [5, "staff_number", "staff_number_twice", { otherRow: 2 }],
    ]);
    expect(found.changes.added.map(({ staffNumber }) => staffNumber)).toEqual(["1002"]);
  });

  it("where most rows agree on a unit's name, the others are wrong", () => {
    const rows = [row({ 4: "กองหนึง" }), row({ 0: "2" }), row({ 0: "3" })];
    const found = checkRows(rows);
    expect(told(found)).toEqual([
      [2, "unit_name", "unit_two_names", { unit: "10", other: "กองหนึ่ง", otherRow: 3 }],
    ]);
    expect(found.changes.addedUnits).toEqual([units[0]]);
    expect(found.changes.added).toHaveLength(2);
  });

  it("where as many say one thing as another, all of them are wrong", () => {
    const found = checkRows([ANAN, row({ 0: "2", 4: "กองอื่น" }), row({ 0: "3", 4: "" })]);
    expect(told(found)).toEqual([
      [2, "unit_name", "unit_two_names", { unit: "10", other: "กองอื่น", otherRow: 3 }],
      [3, "unit_name", "unit_two_names", { unit: "10", other: "กองหนึ่ง", otherRow: 2 }],
    ]);
    expect([found.badRows, found.changes]).toEqual([3, rosterChanges()]);
  });

  it("a unit has one unit above it", () => {
    const rows = [row({ 5: "20" }), row({ 0: "2", 5: "30" }), row({ 0: "3", 5: "20" })];
    const others = [
      ["", "", "", "20", "ข"],
      ["", "", "", "30", "ค"],
    ];
    expect(told(checkRows([...rows, ...others]))).toEqual([
      [3, "parent", "unit_two_parents", { unit: "10", other: "20", otherRow: 2 }],
    ]);
  });

  it("a new unit needs a name", () => {
    expect(told(checkRows([row({ 4: "" })]))).toEqual([
      [2, "unit_name", "unit_name_missing", { unit: "10" }],
    ]);
    expect(told(checkRows([row({ 4: "" })], { units, members: [] }))).toEqual([]);
  });

  it("a unit above must be known, from the file or from before", () => {
    expect(told(checkRows([row({ 5: "99" }), row({ 0: "2", 3: "11", 5: "10" })]))).toEqual([
      [2, "parent", "unit_parent_unknown", { unit: "10", above: "99" }],
      [3, "parent", "unit_above_wrong", { unit: "11", above: "10" }],
    ]);
    expect(told(checkRows([row({ 5: "99" })], { units: [orgUnit("99")], members: [] }))).toEqual([]);
  });

  it("units in a circle are named with the circle, and what hangs below them", () => {
    const rows = [
      ["10", "20"],
      ["20", "30"],
      ["30", "10"],
      ["40", "40"],
      ["50", "40"],
      ["60", ""],
    ].map(([unit = "", parent = ""], place) => row({ 0: `${place}`, 3: unit, 5: parent }));
    const found = checkRows(rows);
    expect(told(found)).toEqual([
      [2, "parent", "unit_cycle", { unit: "10", above: "10 > 20 > 30" }],
      [3, "parent", "unit_cycle", { unit: "20", above: "10 > 20 > 30" }],
      [4, "parent", "unit_cycle", { unit: "30", above: "10 > 20 > 30" }],
      [5, "parent", "unit_cycle", { unit: "40", above: "40" }],
      [6, "parent", "unit_above_wrong", { unit: "50", above: "40" }],
    ]);
    expect([found.badRows, found.changes.addedUnits.map(({ id }) => id)]).toEqual([5, ["60"]]);
  });

  it("a circle may be closed by a unit from before", () => {
    const before = { units: [orgUnit("10"), orgUnit("20", "10")], members: [] };
    expect(told(checkRows([row({ 5: "20" })], before))).toEqual([
      [2, "parent", "unit_cycle", { unit: "10", above: "10 > 20" }],
    ]);
  });

  it("all rows of a wrong unit are skipped, though it is named once", () => {
    const found = checkRows([row({ 5: "99" }), row({ 0: "2", 5: "99" }), row({ 0: "3", 3: "70", 5: "" })]);
    expect(told(found)).toHaveLength(1);
    expect([found.badRows, found.changes.added.map(({ staffNumber }) => staffNumber)]).toEqual([2, ["3"]]);
  });
});
