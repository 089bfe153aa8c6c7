import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MOST_CSV_MB } from "../../src/roster/read-roster-file.ts";
import { ONE_TIME_LINK_MS } from "../../src/runner/one-time-links.ts";
import { makeWorkbook } from "../support/make-workbook.ts";
import { type Browser, browserOf, openPagesWorld, type PagesWorld, textOf } from "./pages-world.ts";

let world: PagesWorld;
let browser: Browser;
beforeEach(async () => {
  world = await openPagesWorld();
  browser = await world.open("roster");
});
afterEach(() => world.close());

const HEADINGS = "รหัสพนักงาน,ชื่อ,รหัสหน่วยงาน,หน่วยงาน,บทบาท";
const KEPT = "1,หนึ่ง ทดลอง,10,,ฝ่ายบุคคล\n2,สอง ทดลอง,10,,\n3,สาม ทดลอง,20,,\n";
const GOOD = `${HEADINGS}\n${KEPT}5,ห้า ทดลอง,30,กองสาม,\n`;
const BAD = `${HEADINGS}\n${KEPT}5,ห้า ทดลอง,30,กองสาม,\n6,=cmd(),10,,\n7,เจ็ด ทดลอง,10,,นายก\n`;

/** Uploads a file and follows to what is said of it. */
async function check(content: string | Buffer, name?: string): Promise<string> {
  const { headers } = await browser.upload(content, name).expect(303);
  expect(headers.location).toBe("/p/page/roster/check");
  return textOf((await browser.get("/p/page/roster/check").expect(200)).text);
}

const apply = (fields: Readonly<Record<string, string>> = {}) => browser.post("/p/page/roster/apply", fields);
const people = async () =>
  (await world.directory.members("dep", { limit: 100 })).map(({ staffNumber, active }) =>
    active ? staffNumber : `(${staffNumber})`,
  );
const actions = async () =>
  (await world.journal()).map(({ action, detail }) => [action, detail.view ?? detail.list ?? detail.file]);

it("uploading, mending, confirming: the whole way", async () => {
  expect((await browser.get("/p/page/roster")).text).toContain("กรมตัวอย่าง");
  const first = await check(BAD, "รายชื่อ.csv");
  expect(first).toContain("รายชื่อ.csv รายชื่อในไฟล์ 6 แถวที่ต้องแก้ไข 2 เพิ่มใหม่ 1");
  expect(first).toContain("6 ชื่อ ข้อความขึ้นต้นด้วย = เหมือนสูตร พิมพ์ใหม่โดยไม่มีเครื่องหมายนี้");
  expect(first).toContain("7 บทบาท ไม่มีบทบาท “นายก”");
  expect((await apply().expect(303)).headers.location).toBe("/p/page/roster/check?notice=mend_or_skip");
  expect(await people()).toEqual(["1", "2", "3", "4"]);

  const mended = await check(GOOD);
  expect(mended).toContain("ไม่พบข้อผิดพลาดในไฟล์");
  expect(world.uploads()).toHaveLength(1);
  expect((await apply().expect(303)).headers.location).toBe("/p/page/roster/done");
  const done = (await browser.get("/p/page/roster/done").expect(200)).text;
  expect(textOf(done)).toContain("เพิ่มใหม่ 1 เปลี่ยนแปลง 0 คงเดิม 3 ปิดการใช้งาน 0 แถวที่ข้าม 0");
  expect(done).toContain('href="/p/page/codes"');
  expect(await people()).toEqual(["1", "2", "3", "4", "5"]);
  expect(world.uploads()).toEqual([]);
  expect((await apply().expect(303)).headers.location).toBe("/p/page/roster/done");
  expect(await actions()).toEqual([
    ["page_open", undefined],
    ["people_view", "form"],
    ["roster_check", "รายชื่อ.csv"],
    ["people_view", "check"],
    ["roster_check", "people.csv"],
    ["people_view", "check"],
    ["roster_import", "people.csv"],
    ["people_view", "done"],
  ]);
  const actor = `member:${await world.memberId("dep", "1")}`;
  for (const entry of await world.journal()) expect(entry.actor).toBe(actor);
});

it("what would change stands before the button, unfolded when it is short", async () => {
  await check(GOOD);
  const short = (await browser.get("/p/page/roster/check")).text;
  expect(short).toContain("<details open><summary>เพิ่มใหม่ (1)");
  expect(short.indexOf("<details")).toBeLessThan(short.indexOf('action="/p/page/roster/apply"'));
  const rows = Array.from({ length: 21 }, (_, row) => `8${row},คนที่ ${row},10,,`);
  await check(`${HEADINGS}\n${KEPT}${rows.join("\n")}\n`);
  const { text } = await browser.get("/p/page/roster/check");
  expect(text).toContain("<details><summary>เพิ่มใหม่ (21)");
});

it("rows with mistakes are left out only on request, and then nobody can be deactivated", async () => {
  await check(BAD);
  const both = { skip_bad_rows: "yes", deactivate_missing: "yes" };
  expect((await apply(both)).headers.location).toMatch(/notice=no_deactivation_with_bad_rows$/u);
  expect(await people()).toEqual(["1", "2", "3", "4"]);
  expect((await apply({ skip_bad_rows: "yes" })).headers.location).toBe("/p/page/roster/done");
  expect(await people()).toEqual(["1", "2", "3", "4", "5"]);
  expect(textOf((await browser.get("/p/page/roster/done")).text)).toContain("แถวที่ข้าม 2");
});

it("people who are no longer listed are deactivated only on request", async () => {
  expect(await check(GOOD)).toContain("ปิดการใช้งานบุคลากร 1 คนที่ไม่มีในไฟล์แล้ว");
  await apply({ deactivate_missing: "yes" });
  expect(await people()).toEqual(["1", "2", "3", "(4)", "5"]);
});

it("a list that was changed meanwhile is checked again before anything is imported", async () => {
  await check(GOOD);
  await world.change("2", { name: "สอง ใหม่" });
  expect((await apply()).headers.location).toBe("/p/page/roster/check?notice=stale");
  expect(await people()).toEqual(["1", "2", "3", "4"]);
  const again = await browser.get("/p/page/roster/check?notice=stale");
  expect(textOf(again.text)).toMatch(/มีการเปลี่ยนแปลงระหว่างนี้.*เปลี่ยนแปลง 1/u);
  expect((await apply()).headers.location).toBe("/p/page/roster/done");
});

it("imports once when the button is tapped twice", async () => {
  await check(GOOD);
  const taps = await Promise.all([apply(), apply()]);
  expect(taps.map(({ headers }) => headers.location)).toEqual(Array(2).fill("/p/page/roster/done"));
  expect((await actions()).filter(([action]) => action === "roster_import")).toHaveLength(1);
});

it("all mistakes can be downloaded; the page shows the first 200", async () => {
  const rows = Array.from({ length: 250 }, (_, row) => `x${row},=คนที่ ${row},10,,`);
  const shown = await check(`${HEADINGS}\n${rows.join("\n")}\n`);
  expect(shown).toContain("แสดง 200 จากทั้งหมด 250 รายการ");
  expect(shown.match(/เหมือนสูตร/gu)).toHaveLength(200);
  const { text, headers } = await browser.get("/p/page/roster/problems.csv?language=en").expect(200);
  expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
  const table = parse(text, { bom: true }) as string[][];
  expect(table).toHaveLength(251);
  expect(table.slice(0, 2)).toEqual([
    ["row", "column", "what to do"],
    ["2", "name", "The text begins with =, like a formula. Type it without this sign."],
  ]);
});

it("nothing of a download stays, and there is none where nothing is wrong", async () => {
  await check(BAD);
  const { text } = await browser.get("/p/page/roster/problems.csv").expect(200);
  expect(parse(text, { bom: true })).toHaveLength(3);
  expect(world.uploads()).toHaveLength(1);
  expect(await actions()).toContainEqual(["export", "roster_problems"]);
  await check(GOOD);
  const none = await browser.get("/p/page/roster/problems.csv").expect(303);
  expect(none.headers.location).toBe("/p/page/roster/check");
  expect(world.uploads()).toHaveLength(1);
});

it("a file that is not the one that was checked is checked again before anything is imported", async () => {
  await check(GOOD);
  const [name = ""] = world.uploads();
  appendFileSync(join(world.uploadFolder, name), "6,หก ทดลอง,10,,\n");
  expect((await apply()).headers.location).toBe("/p/page/roster/check?notice=stale");
  expect(await people()).toEqual(["1", "2", "3", "4"]);
  expect(textOf((await browser.get("/p/page/roster/check")).text)).toContain("เพิ่มใหม่ 2");
});

it("a file that has vanished is asked for again", async () => {
  for (const use of [() => apply(), () => browser.get("/p/page/roster/problems.csv")]) {
    await check(BAD);
    for (const name of world.uploads()) rmSync(join(world.uploadFolder, name));
    expect((await use()).headers.location).toBe("/p/page/roster?notice=lost");
    expect((await browser.get("/p/page/roster/check").expect(303)).headers.location).toMatch(/lost$/u);
  }
  expect(world.uploads()).toEqual([]);
});

it("a file that is too large is refused, whatever it says, and none of it stays", async () => {
  const chunk = Buffer.alloc(1024 * 1024, "1,หนึ่ง,10,,\n");
  const huge = Buffer.concat(Array.from({ length: MOST_CSV_MB + 1 }, () => chunk));
  const { text } = await browser.upload(huge).expect(422);
  expect(text).toContain("ไฟล์ใหญ่เกิน 100 MB");
  expect(world.uploads()).toEqual([]);
  await browser.get("/p/page/roster").expect(200);
}, 60_000);

it("files that are none are refused with what to do, in both languages", async () => {
  const files: readonly (readonly [Buffer | string, RegExp])[] = [
    ["", /ไฟล์นี้ว่าง/u],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0xff, 0xfe]), /ไม่ใช่ไฟล์ข้อความ/u],
    [Buffer.from("d0cf11e0a1b11ae1", "hex"), /รุ่นเก่า \(\.xls\)/u],
    [Buffer.from("PK\u0003\u0004 broken"), /ไฟล์ Excel เสียหาย/u],
    [`${HEADINGS}\n1,"หนึ่ง,10,,\n`, /เครื่องหมายอัญประกาศ/u],
  ];
  for (const [content, told] of files) expect((await browser.upload(content).expect(422)).text).toMatch(told);
  expect((await browser.upload("").set("Accept-Language", "en")).text).toContain("The file is empty.");
  expect(world.uploads()).toEqual([]);
  expect(await actions()).toEqual([["page_open", undefined]]);
});

it("Windows-874 and workbooks are understood, other headings are told", async () => {
  const thai = Buffer.from(
    Array.from(GOOD, (sign) => sign.charCodeAt(0)).map((code) => (code < 0x0e01 ? code : code - 0x0d60)),
  );
  expect(await check(thai)).toContain("เพิ่มใหม่ 1");
  const rows = GOOD.trimEnd().split("\n");
  expect(await check(makeWorkbook(rows.map((row) => row.split(","))))).toContain("เพิ่มใหม่ 1");
  expect(await check("a,b\n1,2\n")).toMatch(/ไม่พบคอลัมน์นี้.*ยังนำเข้าไม่ได้/u);
  expect((await apply({ skip_bad_rows: "yes" })).headers.location).toMatch(/notice=mend_file$/u);
});

it("what is no upload at all is answered with the form", async () => {
  const wrong = [
    browser.post("/p/page/roster", { file: "1,2" }),
    browser.post("/p/page/roster").set("Content-Type", "multipart/form-data").send("x"),
    browser
      .post("/p/page/roster")
      .set("Content-Type", "multipart/form-data; boundary=b")
      .send("--b\r\nbroken"),
    browser.post("/p/page/roster").set("Content-Type", "application/json").send("{}"),
  ];
  for (const request of wrong) expect((await request.expect(422)).text).toContain("ยังไม่ได้เลือกไฟล์");
  expect(world.uploads()).toEqual([]);
});

it("names and headings of a file are text on the page and nothing else", async () => {
  const evil = `<img src=x onerror=alert(1)>"'&`;
  await check(
    `${HEADINGS},"${evil.replaceAll('"', '""')}"\n8,<b>แปด</b>,10,,\n9,เก้า,10,,<i>นาย</i>\n`,
    "<u>x</u>.csv",
  );
  const { text } = await browser.get("/p/page/roster/check");
  for (const tag of ["<img", "<b>แปด", "<i>", "<u>"]) expect(text).not.toContain(tag);
  expect(text).toContain("&lt;b&gt;แปด&lt;/b&gt;");
});

it("another web process knows nothing of the file and asks for it again", async () => {
  const other = world.createApp();
  const token = await world.linkFor("roster", "hr");
  const { headers } = await browserOf(world.app).post(`/p/${token}`);
  const cookie = headers["set-cookie"]?.[0] ?? "";
  const away = browserOf(other);
  const answer = await away.post("/p/page/roster/apply").set("Cookie", cookie).expect(303);
  expect(answer.headers.location).toBe("/p/page/roster?notice=lost");
  const form = await away.get("/p/page/roster?notice=lost").set("Cookie", cookie).expect(200);
  expect(form.text).toContain("กรุณาอัปโหลดอีกครั้ง");
});

it("the file is deleted when the session ends, by hand or by time", async () => {
  await check(GOOD);
  expect(world.uploads()).toHaveLength(1);
  await browser.post("/p/page/end");
  expect(world.uploads()).toEqual([]);
  browser = await world.open("roster");
  await check(GOOD);
  await world.change("1", { role: "officer" });
  await browser.get("/p/page/roster/check").expect(403);
  expect(world.uploads()).toEqual([]);
  world.clock.at += ONE_TIME_LINK_MS;
  await browser.get("/p/page/roster/check").expect(410);
});

it("says so when the file would take away the rights of whoever uploads it", async () => {
  expect(await check(`${HEADINGS}\n1,หนึ่ง ทดลอง,10,,เจ้าหน้าที่\n`)).toContain("เปลี่ยนบทบาทของท่านเอง");
  expect(await check(`${HEADINGS}\n2,สอง ทดลอง,10,,\n`)).toContain("ไม่มีชื่อของท่านเอง");
});

it("the template is the one of the shell", async () => {
  const { text, headers } = await browser.get("/p/page/roster/template.csv").expect(200);
  expect(headers["content-disposition"]).toBe("attachment; filename=people.csv");
  expect(text).toMatch(/^\ufeff?รหัสพนักงาน,ชื่อ,/u);
  expect(await check(text)).toContain("ไม่พบข้อผิดพลาดในไฟล์");
});
