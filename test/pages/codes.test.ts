import { parse } from "csv-parse/sync";
import qrcode from "qrcode";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LINK_CODE_LIFETIME_MS, readLinkCode } from "../../src/core/people/link-code.ts";
import { type Browser, browserOf, NOW, openPagesWorld, type PagesWorld, textOf } from "./pages-world.ts";

let world: PagesWorld;
let browser: Browser;
beforeEach(async () => {
  world = await openPagesWorld();
  browser = await world.open("codes");
});
afterEach(() => world.close());

const LIST = "/p/page/codes/list?unit=";
const issue = (unit = "") => browser.post("/p/page/codes", { unit });
const kept = () =>
  world.database.selectFrom("link_code").select(["member", "code_hash", "expires_at"]).execute();
/** The codes on a page. */
const codesOn = (text: string) =>
  [...text.matchAll(/<p class="code">(\w+)<\/p>/gu)].map(([, code]) => code ?? "");
const issued = async () =>
  (await world.journal()).filter(({ action }) => action === "codes_issue").map(({ detail }) => detail);

it("says how many codes there will be, makes them once and shows them as often as wanted", async () => {
  const question = textOf((await browser.get("/p/page/codes/confirm?unit=").expect(200)).text);
  expect(question).toContain("จะออกรหัสให้ 1 คน ใช้ได้ถึงวันที่ 18 ธันวาคม 2569");
  expect(await kept()).toEqual([]);
  expect((await issue().expect(303)).headers.location).toBe(LIST);
  const first = await browser.get(LIST).expect(200);
  const codes = codesOn(first.text);
  expect(codes.map(readLinkCode)).toEqual(codes);
  expect(codes).toHaveLength(1);
  expect(await kept()).toMatchObject([
    { member: await world.memberId("dep", "4"), expires_at: NOW + LINK_CODE_LIFETIME_MS },
  ]);
  await issue();
  expect(codesOn((await browser.get(LIST)).text)).toEqual(codes);
  expect(await issued()).toHaveLength(1);
  expect((await world.journal()).map(({ action }) => action)).toEqual([
    "page_open",
    "people_view",
    "codes_issue",
    "people_view",
    "people_view",
  ]);
});

it("makes them once when the button is tapped twice", async () => {
  const taps = await Promise.all([issue(), issue(), issue()]);
  expect(taps.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(await issued()).toHaveLength(1);
});

it("a unit includes those below it, and people who are linked get none", async () => {
  const question = async (unit: string) =>
    textOf((await browser.get(`/p/page/codes/confirm?unit=${unit}`).expect(200)).text);
  expect(await question("20")).toContain("จะออกรหัสให้ 1 คน");
  expect(await question("10")).toContain("ทุกคนในกลุ่มนี้เชื่อมบัญชีแล้ว");
  await issue("20");
  expect(codesOn((await browser.get(`${LIST}20`)).text)).toHaveLength(1);
  for (const unit of ["99", "10'--"]) {
    expect((await browser.get(`/p/page/codes/confirm?unit=${unit}`)).headers.location).toBe("/p/page/codes");
    expect((await issue(unit)).headers.location).toBe("/p/page/codes");
  }
  expect(await issued()).toHaveLength(1);
});

it("people who completed and are linked no more get one again", async () => {
  const member = await world.memberId("dep", "2");
  const levels = {
    stage: "early",
    group_name: "service",
    unit: "10",
    framework_version: "1",
    levels: "2",
  } as const;
  await world.database
    .insertInto("response")
    .values({
      ...{ organisation: "dep", round: "year-2026", member, person_id: "officer", assessment: "a" },
      ...levels,
      completed_at: NOW,
      revision: 1,
    })
    .execute();
  await world.linking.unlink("officer", "person", NOW);
  const question = textOf((await browser.get("/p/page/codes/confirm?unit=10").expect(200)).text);
  expect(question).toContain("จะออกรหัสให้ 1 คน");
  await issue("10");
  expect(codesOn((await browser.get(`${LIST}10`)).text)).toHaveLength(1);
});

it("every card has a name, a unit, a last day and a QR code that opens the chat", async () => {
  await issue();
  const { text } = await browser.get(LIST);
  const [code = ""] = codesOn(text);
  expect(textOf(text)).toContain(`สี่ &lt;script&gt;alert(1)&lt;/script&gt; หน่วย 21 · 4 ${code} สแกน`);
  expect(textOf(text)).toContain("ใช้ได้ถึง 18 ธันวาคม 2569");
  const options = { type: "svg", margin: 2 } as const;
  expect(text).toContain(await qrcode.toString(`https://line.me/R/oaMessage/%40123thaksa/?${code}`, options));
  const english = await browser.get(`${LIST}&language=en`);
  expect(textOf(english.text)).toContain("Works until 18 December 2026");
});

it("without the account's id the QR code holds the code", async () => {
  const app = world.createApp({ lineBasicId: undefined });
  browser = await world.open("codes", "hr", app);
  await issue();
  const { text } = await browser.get(LIST);
  const [code = ""] = codesOn(text);
  expect(text).toContain(await qrcode.toString(code, { type: "svg", margin: 2 }));
  expect(textOf(text)).toContain("พิมพ์รหัสนี้ในแชต");
});

it("the download has the same codes and nothing a spreadsheet would run", async () => {
  await world.change("4", { name: "=cmd|' /C calc'!A0", unit: "20" });
  await issue();
  const codes = codesOn((await browser.get(LIST)).text);
  const { text } = await browser.get(`/p/page/codes/list.csv?unit=`).expect(200);
  expect(text.startsWith("\ufeff")).toBe(true);
  expect(parse(text, { bom: true })).toEqual([
    ["รหัสพนักงาน", "ชื่อ", "หน่วยงาน", "รหัส", "ใช้ได้ถึงวันที่"],
    ["4", "'=cmd|' /C calc'!A0", "'=กองสอง", codes[0], "18 ธันวาคม 2569"],
  ]);
});

it("codes are shown nowhere else: not to another link, not by another process, not in the audit log", async () => {
  await issue();
  const codes = codesOn((await browser.get(LIST)).text);
  const later = await world.open("codes");
  expect((await later.get(LIST).expect(303)).headers.location).toBe("/p/page/codes?notice=lost");
  expect((await later.get("/p/page/codes?notice=lost")).text).toContain("กรุณาออกรหัสใหม่");
  expect(JSON.stringify(await world.journal())).not.toContain(codes[0]);
  await browser.post("/p/page/end");
  await browser.get(LIST).expect(410);
});

it("many codes come a hundred at a time", async () => {
  const issueCodes = async () =>
    Array.from({ length: 250 }, (_, number) => ({
      member: `m${number}`,
      staffNumber: String(number),
      name: `คนที่ ${String(number).padStart(3, "0")}`,
      unitName: "กองทดลอง",
      code: "ACDEFGHJKM",
      expiresAt: NOW + LINK_CODE_LIFETIME_MS,
    }));
  const { linking } = world;
  const membership = linking.membership.bind(linking);
  const unlinkMember = linking.unlinkMember.bind(linking);
  const app = world.createApp({ linking: { membership, unlinkMember, issueCodes } });
  browser = await world.open("codes", "hr", app);
  await issue();
  const shown = async (from: string) => {
    const { text } = await browser.get(`${LIST}&from=${from}`).expect(200);
    return [codesOn(text).length, /แสดง [\d,]+ ถึง [\d,]+ จาก [\d,]+/u.exec(text)?.[0]];
  };
  expect(await shown("")).toEqual([100, "แสดง 1 ถึง 100 จาก 250"]);
  expect(await shown("100")).toEqual([100, "แสดง 101 ถึง 200 จาก 250"]);
  expect(await shown("200")).toEqual([50, "แสดง 201 ถึง 250 จาก 250"]);
  for (const odd of ["-1", "250", "1e99", "x"]) expect(await shown(odd)).toEqual(await shown("0"));
});

it("a roster link leads on to the codes, a codes link not to the roster", async () => {
  const uploading = await world.open("roster");
  await uploading.get("/p/page/codes").expect(200);
  await browser.get("/p/page/roster").expect(403);
  await browserOf(world.app).get("/p/page/codes").expect(410);
});
