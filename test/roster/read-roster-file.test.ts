import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { readRosterFile } from "../../src/roster/read-roster-file.ts";
import { RosterFileError } from "../../src/roster/roster-file-error.ts";
import { makeWorkbook, makeZip, sheetRows, workbookFiles } from "../support/make-workbook.ts";
import { temporaryFolder } from "../support/servers.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const path = join(folder.path, "people");
const THAI = ["รหัสพนักงาน", "ชื่อ", "น้ำใจ ที่ทำงาน"];
const MEGABYTE = 1024 * 1024;

/** Reads a file with this content: its cells by row, and why it stopped. */
async function read(content: Buffer | string): Promise<readonly unknown[]> {
  writeFileSync(path, content);
  const rows: unknown[] = [];
  try {
    for await (const { row, cells } of readRosterFile(path)) rows.push([row, ...cells]);
  } catch (error) {
    if (!(error instanceof RosterFileError)) throw error;
    rows.push([error.code, error.values]);
  }
  return rows;
}

/** Thai as Windows-874 has it: code points in their order, from 0xA1 for U+0E01. */
function windows874(text: string): Buffer {
  return Buffer.from(
    Array.from(text, (letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code < 0x80 ? code : code - 0x0e01 + 0xa1;
    }),
  );
}

describe("a CSV file", () => {
  const text = `${THAI.join(",")}\r\n1,"อนันต์, ""ต้น""",x\r\n`;
  const rows = [
    [1, ...THAI],
    [2, "1", 'อนันต์, "ต้น"', "x"],
  ];

  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`)],
    ["Windows-874", windows874(text)],
    ["UTF-16", Buffer.from(`\ufeff${text}`, "utf16le")],
  ])("may be in %s", async (_, content) => {
    expect(await read(content)).toEqual(rows);
  });

  it.each([
    ["comma", ","],
    ["semicolon", ";"],
    ["tab", "\t"],
  ])("may be separated by %s", async (_, separator) => {
    expect(await read(`"a,;\tb"${separator}c\n1${separator}2`)).toEqual([
      [1, "a,;\tb", "c"],
      [2, "1", "2"],
    ]);
  });

  it("counts rows as a spreadsheet does, whatever ends the lines", async () => {
    expect(await read('a,b\n\n"x\ny",2\r\n3\r4,5,6')).toEqual([
      [1, "a", "b"],
      [2, ""],
      [3, "x\ny", "2"],
      [4, "3"],
      [5, "4", "5", "6"],
    ]);
  });

  it("keeps letters whole that fall on the border of two reads", async () => {
    const line = `${"ก".repeat(100)},น้ำ\n`;
    const found = await read(line.repeat(2_000));
    expect(found).toHaveLength(2_000);
    expect(new Set(found.map((row) => JSON.stringify((row as unknown[]).slice(1))))).toEqual(
      new Set([JSON.stringify(["ก".repeat(100), "น้ำ"])]),
    );
  });

  it.each([
    ["an empty file", "", ["ROSTER_FILE_EMPTY", {}]],
    ["a picture", Buffer.from("89504e470d0a1a0a0000000d", "hex"), ["ROSTER_NOT_TEXT", {}]],
    ["an encoding nobody knows", Buffer.from([0x61, 0x2c, 0xdb, 0xff, 0x0a]), ["ROSTER_NOT_TEXT", {}]],
    ["UTF-16 cut in the middle of a letter", Buffer.from([0xff, 0xfe, 0x41]), ["ROSTER_NOT_TEXT", {}]],
    ["a million columns", ",".repeat(1_000_000), ["ROSTER_COLUMNS_TOO_MANY", { row: 1, most: 200 }]],
    ["more columns than anybody needs", "a,".repeat(200), ["ROSTER_COLUMNS_TOO_MANY", { row: 1, most: 200 }]],
    ["a quotation mark that is never closed", 'a,"b\nc', ["ROSTER_QUOTES", { line: 2 }]],
    [
      "one that swallows a long file",
      `"${"a,b\n".repeat(50_000)}`,
      ["ROSTER_COLUMNS_TOO_MANY", { row: 1, most: 200 }],
    ],
    [
      "a file of hundreds of megabytes",
      Buffer.alloc(101 * MEGABYTE, "a,b\n"),
      ["ROSTER_FILE_TOO_LARGE", { most: 100 }],
    ],
    [
      "an old or locked workbook",
      Buffer.from("d0cf11e0a1b11ae100000000", "hex"),
      ["ROSTER_OLD_OR_LOCKED_WORKBOOK", {}],
    ],
  ])("%s is refused", async (_, content, refusal) => {
    expect(await read(content)).toEqual([refusal]);
  });

  it("is refused where it has too many rows", async () => {
    const found = await read("1\n".repeat(500_002));
    expect(found).toHaveLength(500_002);
    expect(found.at(-1)).toEqual(["ROSTER_ROWS_TOO_MANY", { most: 500_000 }]);
  });

  it("holds a few rows at a time, however many there are", async () => {
    writeFileSync(path, `1,${"x".repeat(200)}\n`.repeat(200_000));
    global.gc?.();
    let [most, rows] = [0, 0];
    const before = process.memoryUsage().heapUsed;
    for await (const { row } of readRosterFile(path)) {
      rows = row;
      if (row % 20_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(rows).toBe(200_000);
    expect(most).toBeLessThan(150 * MEGABYTE);
  });

  it("that is not there, or a folder, is told", async () => {
    for (const nowhere of [join(folder.path, "nowhere.csv"), folder.path]) {
      await expect(readRosterFile(nowhere).next()).rejects.toMatchObject({ code: "ROSTER_FILE_MISSING" });
    }
  });
});

describe("an XLSX file", () => {
  const sheet = (xml: string) => makeZip(workbookFiles(xml));
  const damaged = [["ROSTER_WORKBOOK_DAMAGED", {}]];

  it("is read with numbers to the last digit and empty rows", async () => {
    const rows = [THAI, [], [1_101_700_000_001, "a & <b>", 1.5]];
    expect(await read(makeWorkbook(rows))).toEqual([
      [1, ...THAI],
      [2, "", "", ""],
      [3, "1101700000001", "a & <b>", "1.5"],
    ]);
  });

  it("may have 20,000 people, and with one more be saved as CSV", async () => {
    const rows = Array.from({ length: 20_001 }, (_, row) => [row, "ก"]);
    expect(await read(makeWorkbook(rows))).toHaveLength(20_001);
    expect(await read(makeWorkbook([...rows, [1, "ข"]]))).toEqual([
      ["ROSTER_ROWS_TOO_MANY", { most: 20_000 }],
    ]);
  });

  it("is refused when it would unpack to more than the limit, before anything is unpacked", async () => {
    const bomb = makeZip([
      ...workbookFiles(""),
      { name: "xl/bomb.xml", bytes: "", saidBytes: 4_000_000_000 },
    ]);
    expect(await read(bomb)).toEqual([["ROSTER_WORKBOOK_TOO_LARGE", {}]]);
  });

  it("is refused at the first byte more than it said", async () => {
    const bytes = Buffer.alloc(300 * MEGABYTE, " ");
    const bomb = makeZip([...workbookFiles(""), { name: "xl/bomb.xml", bytes, saidBytes: 1_000 }]);
    expect(bomb.length).toBeLessThan(MEGABYTE);
    expect(await read(bomb)).toEqual([["ROSTER_WORKBOOK_TOO_LARGE", {}]]);
  });

  it("is refused with a million columns", async () => {
    const far = '<row r="1"><c r="BDWGN1"><v>1</v></c></row>';
    expect(await read(sheet(far))).toEqual([["ROSTER_COLUMNS_TOO_MANY", { row: 1, most: 200 }]]);
    const many = sheetRows([THAI]).replace('r="C1"', 'r="GS1"');
    expect(await read(sheet(many))).toEqual([["ROSTER_COLUMNS_TOO_MANY", { row: 1, most: 200 }]]);
  });

  it("may have formats far to the right", async () => {
    const formatted = sheetRows([["a"]]).replace("</row>", '<c r="XFD1" s="1"/></row>');
    expect(await read(sheet(formatted))).toEqual([[1, "a"]]);
  });

  it("that needs more memory than it may is refused, and nothing else suffers", async () => {
    const far = '<row r="900000000000000"><c r="A900000000000000"><v>1</v></c></row>';
    expect(await read(sheet(far))).toEqual([["ROSTER_WORKBOOK_TOO_LARGE", {}]]);
  });

  it("is refused when it is cut off, damaged, locked or no workbook at all", async () => {
    const whole = makeWorkbook([THAI]);
    expect(await read(whole.subarray(0, whole.length - 30))).toEqual(damaged);
    expect(
      await read(Buffer.concat([whole.subarray(0, 300), Buffer.alloc(200), whole.subarray(500)])),
    ).toEqual(damaged);
    expect(await read(sheet("<row><c>"))).toEqual(damaged);
    const locked = workbookFiles("").map((file) => ({ ...file, isEncrypted: true }));
    expect(await read(makeZip(locked))).toEqual([["ROSTER_WORKBOOK_LOCKED", {}]]);
    const other = makeZip([{ name: "word.txt", bytes: "hello" }]);
    expect(await read(other)).toEqual([["ROSTER_NOT_A_WORKBOOK", {}]]);
  });

  it("leaves no process behind when the reader stops early", async () => {
    const children = () => process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;
    writeFileSync(path, makeWorkbook([THAI, THAI]));
    for await (const { row } of readRosterFile(path)) {
      expect(row).toBe(1);
      break;
    }
    // Children of the tests before may still be leaving, so it is none that counts.
    await vi.waitFor(() => expect(children()).toBe(0));
  });
});
