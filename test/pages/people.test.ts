import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { MemberStanding } from "../../src/runner/rounds.ts";
import { type Browser, browserOf, openPagesWorld, type PagesWorld, textOf } from "./pages-world.ts";

let world: PagesWorld;
let browser: Browser;
beforeEach(async () => {
  world = await openPagesWorld();
  browser = await world.open("people");
});
afterEach(() => world.close());

/** An organisation of this many people, as the records would tell of it. */
function manyPeople(count: number, name: (number: number) => string) {
  const asked = { pages: 0 };
  const standings = async (
    _organisation: string,
    _round: string,
    { after = "", limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly MemberStanding[]> => {
    asked.pages += 1;
    const first = after === "" ? 0 : Number(after) + 1;
    return Array.from({ length: Math.min(limit, count - first) }, (_, place) => ({
      staffNumber: String(first + place).padStart(6, "0"),
      name: name(first + place),
      unit: "10",
      unitName: "กองทดลอง",
      status: (first + place) % 2 === 0 ? "completed" : "not_linked",
      since: null,
      isLinked: (first + place) % 2 === 0,
    }));
  };
  return { asked, standings };
}

it("counts people by status and names them, whatever their names are", async () => {
  const { text } = await browser.get("/p/page/people").expect(200);
  const shown = textOf(text);
  expect(shown).toContain("กรมตัวอย่าง · ปี 2569");
  expect(shown).toContain("ทั้งหมด 4 ยังไม่เชื่อมบัญชี 1 ยังไม่เริ่ม 3");
  expect(shown).toContain("4 สี่ &lt;script&gt;alert(1)&lt;/script&gt; หน่วย 21 ยังไม่เชื่อมบัญชี –");
  expect(text).not.toContain("<script>alert");
  const unlinked = textOf((await browser.get("/p/page/people?status=not_linked")).text);
  expect(unlinked).not.toContain("สอง ทดลอง");
  expect(unlinked).toContain("สี่");
  expect((await world.journal()).map(({ action, detail }) => [action, detail.status])).toEqual([
    ["page_open", undefined],
    ["people_view", ""],
    ["people_view", "not_linked"],
  ]);
});

it("finds people by a part of their name or the beginning of their number, without telling the address", async () => {
  const find = async (words: string) => {
    const answer = await browser.post("/p/page/people", { words }).expect(200);
    return textOf(answer.text).match(/(?:หนึ่ง|สอง|สาม) ทดลอง/gu) ?? [];
  };
  expect(await find("สอง")).toEqual(["สอง ทดลอง"]);
  expect(await find("3")).toEqual(["สาม ทดลอง"]);
  expect(await find("ทดลอง")).toEqual(["หนึ่ง ทดลอง", "สอง ทดลอง", "สาม ทดลอง"]);
  expect(await find(`"><script>`)).toEqual([]);
  const { text } = await browser.post("/p/page/people", { words: `"><script>` });
  expect(text).toContain('value="&quot;&gt;&lt;script&gt;"');
  expect(JSON.stringify(await world.journal())).not.toContain("สอง");
});

it("unlinks somebody after asking", async () => {
  const question = await browser.post("/p/page/people/unlink", { staff_number: "2" }).expect(200);
  expect(textOf(question.text)).toContain("สอง ทดลอง · 2");
  expect(await world.linking.membership("officer", world.clock.at)).not.toBeNull();
  const confirm = () => browser.post("/p/page/people/unlink/confirmed", { staff_number: "2" }).expect(303);
  expect((await confirm()).headers.location).toBe("/p/page/people?notice=unlinked");
  expect(await world.linking.membership("officer", world.clock.at)).toBeNull();
  expect((await browser.get("/p/page/people?notice=unlinked")).text).toContain("เลิกเชื่อมบัญชีแล้ว");
  expect((await confirm()).headers.location).toBe("/p/page/people?notice=not_linked");
  const subject = await world.memberId("dep", "2");
  expect((await world.journal()).filter((entry) => entry.subject === subject)).toMatchObject([
    { action: "people_view", detail: { view: "unlink" } },
    { action: "account_unlink", actor: `member:${await world.memberId("dep", "1")}` },
  ]);
});

it("somebody who does not exist cannot be unlinked", async () => {
  for (const staff_number of ["", "99", "22", "%"]) {
    const { headers } = await browser.post("/p/page/people/unlink/confirmed", { staff_number }).expect(303);
    expect(headers.location).toBe("/p/page/people?notice=unknown");
  }
});

it("many people come twenty-five at a time, in the order of the records", async () => {
  const { standings } = manyPeople(2_300, (number) => `คนที่ ${number}`);
  browser = await world.open(
    "people",
    "hr",
    world.createApp({ rounds: Object.assign(world.rounds, { standings }) }),
  );
  const first = await browser.get("/p/page/people?status=completed");
  expect(textOf(first.text)).toContain("ทั้งหมด 2,300 ยังไม่เชื่อมบัญชี 1,150");
  const numbers = (text: string) =>
    [...text.matchAll(/<td data-heading="รหัสพนักงาน">(\d+)/gu)].map(([, number]) => Number(number));
  expect(numbers(first.text)).toEqual(Array.from({ length: 25 }, (_, place) => place * 2));
  const fields = { status: "completed", words: "", after: "000048" };
  const second = await browser.post("/p/page/people", fields);
  expect(numbers(second.text)).toEqual(Array.from({ length: 25 }, (_, place) => 50 + place * 2));
  const last = await browser.post("/p/page/people", { ...fields, after: "002278" });
  expect(numbers(last.text)).toEqual(Array.from({ length: 10 }, (_, place) => 2_280 + place * 2));
  expect(last.text).not.toContain('name="after"');
});

it("everybody can be downloaded, with nothing a spreadsheet would run, and it is noted", async () => {
  await world.change("2", { name: "@SUM(1)" });
  const { text, headers } = await browser.get("/p/page/people.csv").expect(200);
  expect(headers["content-disposition"]).toBe("attachment; filename=people.csv");
  expect(text.startsWith("\ufeff")).toBe(true);
  expect((parse(text, { bom: true }) as string[][]).slice(0, 4)).toEqual([
    ["รหัสพนักงาน", "ชื่อ", "รหัสหน่วยงาน", "หน่วยงาน", "สถานะ", "ตั้งแต่"],
    ["1", "หนึ่ง ทดลอง", "10", "หน่วย 10", "ยังไม่เริ่ม", "18 พฤศจิกายน 2569"],
    ["2", "'@SUM(1)", "10", "หน่วย 10", "ยังไม่เริ่ม", "18 พฤศจิกายน 2569"],
    ["3", "สาม ทดลอง", "20", "'=กองสอง", "ยังไม่เริ่ม", "18 พฤศจิกายน 2569"],
  ]);
  expect((await world.journal()).at(-1)).toMatchObject({ action: "export", detail: { list: "people" } });
});

it("100,000 people are read no faster than they are taken", async () => {
  const count = 100_000;
  // A kilobyte each, so that what the network holds on its way is few of them.
  const long = "ก".repeat(330);
  const { asked, standings } = manyPeople(count, () => long);
  const app = world.createApp({ rounds: Object.assign(world.rounds, { standings }) });
  const token = await world.linkFor("people", "hr");
  const { headers } = await browserOf(app).post(`/p/${token}`);
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const cookie = headers["set-cookie"]?.[0] ?? "";
  const [response] = (await once(
    get({ port, host: "127.0.0.1", path: "/p/page/people.csv", headers: { cookie } }),
    "response",
  )) as [IncomingMessage];
  let taken = -1;
  let furthestAhead = 0;
  for await (const chunk of response) {
    taken += (chunk as Buffer).filter((byte) => byte === 0x0a).length;
    furthestAhead = Math.max(furthestAhead, asked.pages * 1_000 - taken);
  }
  const closed = once(server, "close");
  server.close();
  await closed;
  expect(taken).toBe(count);
  expect(furthestAhead).toBeLessThan(count / 2);
}, 120_000);
