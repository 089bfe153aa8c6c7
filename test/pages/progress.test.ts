import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import type supertest from "supertest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Round } from "../../src/core/people/round.ts";
import type { ProgressView } from "../../src/core/reminder/reminder.ts";
import type { MemberStanding, MemberStatus, StandingsPage } from "../../src/runner/rounds.ts";
import { type Browser, browserOf, NOW, openPagesWorld, type PagesWorld, textOf } from "./pages-world.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

let world: PagesWorld;
let browser: Browser;
beforeEach(async () => {
  world = await openPagesWorld();
  browser = await world.open("progress");
});
afterEach(() => world.close());

/** An organisation of this many people, as the records would tell of it. */
function manyPeople(count: number, of: (place: number) => Partial<MemberStanding> = () => ({})) {
  const asked = { pages: 0 };
  const standings = async (
    _organisation: string,
    _round: string,
    { after = "", limit, status }: StandingsPage,
  ): Promise<readonly MemberStanding[]> => {
    asked.pages += 1;
    if (status !== undefined && status !== of(0).status) return [];
    const first = after === "" ? 0 : Number(after) + 1;
    return Array.from({ length: Math.max(0, Math.min(limit, count - first)) }, (_, place) => ({
      staffNumber: String(first + place).padStart(6, "0"),
      name: `คนที่ ${first + place}`,
      unit: "10",
      unitName: "กองทดลอง",
      status: "in_progress",
      since: NOW + (first + place) * 1_000,
      isLinked: true,
      ...of(first + place),
    }));
  };
  return {
    asked,
    standings,
    runs: { progress: async (_: string, round: Round) => viewOf(round, count, of) },
  };
}

/** The same people counted. */
function viewOf(round: Round, count: number, of: (place: number) => Partial<MemberStanding>): ProgressView {
  const statuses = Array.from({ length: count }, (_, place) => of(place).status ?? "in_progress");
  const how = (status: MemberStatus) => statuses.filter((one) => one === status).length;
  const counts = {
    people: count,
    completed: how("completed"),
    inProgress: how("in_progress"),
    notStarted: how("not_started"),
    declined: how("declined"),
    notReachable: how("not_reachable"),
    notLinked: how("not_linked"),
  };
  return { round, path: [], counts, below: [], apart: null, runs: [] };
}

/** The cells of a workbook that was sent, all of them text. */
async function cellsOf(response: supertest.Response): Promise<readonly (readonly unknown[])[]> {
  const sheets = await readXlsxFile(response.body as Buffer);
  expect(sheets).toHaveLength(1);
  return sheets[0]?.data ?? [];
}

const workbook = (path: string, by = browser) =>
  by
    .get(path)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => void chunks.push(chunk));
      response.on("end", () => done(null, Buffer.concat(chunks)));
    });

describe("the page", () => {
  it("tells how many stand where, and whom LINE does not reach", async () => {
    const { text } = await browser.get("/p/page/progress").expect(200);
    const shown = textOf(text);
    expect(shown).toContain("กรมตัวอย่าง · ปี 2569");
    expect(shown).toContain("ยังไม่เชื่อมบัญชี 1 25% ยังไม่เริ่ม 3 75% กำลังทำ 0 0%");
    expect(shown).toContain("ทั้งหมด 4 100%");
    expect(shown).toContain("4 สี่ &lt;script&gt;alert(1)&lt;/script&gt; หน่วย 21 p4@example.go.th");
    expect(text).toContain('href="mailto:p4@example.go.th"');
    expect(shown).not.toContain("p2@example.go.th");
    expect((await world.journal()).at(-1)).toMatchObject({
      actor: `member:${await world.memberId("dep", "1")}`,
      action: "progress_view",
      detail: { page: "progress", view: "progress", round: "year-2026", people: 1 },
    });
    const english = textOf((await browser.get("/p/page/progress?language=en")).text);
    expect(english).toContain("Department of Examples · Year 2026");
    expect(english).toContain("Not linked 1 25% Not started 3 75%");
  });

  it("is about the open round even for an officer who is not in it, and about rounds that are over", async () => {
    const audience = { units: ["20"], groups: [], roles: [] };
    const round = { id: "2569-1", name: "รอบแรก", opensAt: NOW, closesAt: null, audience };
    await world.rounds.open("dep", round, "operator:test", NOW);
    const first = textOf((await browser.get("/p/page/progress")).text);
    expect(first).toContain("กรมตัวอย่าง · รอบแรก");
    expect(first).toContain("ทั้งหมด 2 100%");
    await world.rounds.close("dep", "operator:test", NOW);
    const after = await browser.get("/p/page/progress");
    expect(textOf(after.text)).toContain("กรมตัวอย่าง · ปี 2569");
    expect(after.text).toContain('<option value="2569-1">รอบแรก</option>');
    const chosen = textOf((await browser.get("/p/page/progress?round=2569-1")).text);
    expect(chosen).toContain("กรมตัวอย่าง · รอบแรก");
    expect(chosen).toContain("ทั้งหมด 2 100%");
    const csv = parse((await browser.get("/p/page/progress.csv?round=2569-1")).text, { bom: true });
    expect((csv as string[][]).map(([number]) => number)).toEqual(["รหัสพนักงาน", "3", "4"]);
    const unknown = textOf((await browser.get("/p/page/progress?round=2569-2")).text);
    expect(unknown).toContain("กรมตัวอย่าง · ปี 2569");
  });

  it("people to be reached by other means come twenty-five at a time", async () => {
    const { asked, standings, runs } = manyPeople(60, () => ({ status: "not_linked", since: null }));
    browser = await world.open("progress", "hr", world.createApp({ rounds: { standings }, runs }));
    const numbers = (text: string) =>
      [...text.matchAll(/<td data-heading="รหัสพนักงาน">(\d+)/gu)].map(([, number]) => Number(number));
    const first = await browser.get("/p/page/progress");
    expect(numbers(first.text)).toEqual(Array.from({ length: 25 }, (_, place) => place));
    expect(first.text).toContain('name="after" value="000024"');
    expect(asked.pages).toBe(1);
    const fields = { round: "year-2026", after: "000049" };
    const last = await browser.post("/p/page/progress", fields);
    expect(numbers(last.text)).toEqual(Array.from({ length: 10 }, (_, place) => 50 + place));
    expect(last.text).not.toContain('name="after"');
  });

  it("everybody is linked, or nobody is there", async () => {
    for (const count of [0, 3]) {
      const { standings, runs } = manyPeople(count);
      browser = await world.open("progress", "hr", world.createApp({ rounds: { standings }, runs }));
      const shown = textOf((await browser.get("/p/page/progress")).text);
      expect(shown).toContain("ทุกคนในรอบนี้เชื่อมบัญชี LINE แล้ว");
    }
  });

  it("few among many are neither nobody nor everybody", async () => {
    const { standings, runs } = manyPeople(1_000, (place) => (place === 0 ? { status: "completed" } : {}));
    browser = await world.open("progress", "hr", world.createApp({ rounds: { standings }, runs }));
    const shown = textOf((await browser.get("/p/page/progress")).text);
    expect(shown).toContain("กำลังทำ 999 &gt; 99%");
    expect(shown).toContain("ทำครบแล้ว 1 &lt; 1%");
  });
});

describe("the files", () => {
  const HEADINGS = ["รหัสพนักงาน", "ชื่อ", "รหัสหน่วยงาน", "หน่วยงาน", "สถานะ", "ตั้งแต่"];
  const LINKED = "18 พฤศจิกายน 2569 18:06";

  it("CSV: everybody by name with status and since when, nothing a spreadsheet would run", async () => {
    await world.change("2", { name: "@SUM(1)" });
    const { text, headers } = await browser.get("/p/page/progress.csv").expect(200);
    expect(headers["content-disposition"]).toBe("attachment; filename=progress.csv");
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(text.startsWith("\ufeff")).toBe(true);
    expect(parse(text, { bom: true })).toEqual([
      HEADINGS,
      ["1", "หนึ่ง ทดลอง", "10", "หน่วย 10", "ยังไม่เริ่ม", LINKED],
      ["2", "'@SUM(1)", "10", "หน่วย 10", "ยังไม่เริ่ม", LINKED],
      ["3", "สาม ทดลอง", "20", "'=กองสอง", "ยังไม่เริ่ม", LINKED],
      ["4", "สี่ <script>alert(1)</script>", "21", "หน่วย 21", "ยังไม่เชื่อมบัญชี", ""],
    ]);
    expect((await world.journal()).at(-1)).toMatchObject({
      action: "export",
      detail: { list: "progress", round: "year-2026", format: "csv" },
    });
  });

  it("XLSX: the same, every cell as text", async () => {
    await world.change("2", { name: "=HYPERLINK(1)" });
    const response = await workbook("/p/page/progress.xlsx").expect(200);
    expect(response.headers["content-disposition"]).toBe("attachment; filename=progress.xlsx");
    expect(response.headers["content-type"]).toBe(XLSX);
    expect(await cellsOf(response)).toEqual([
      HEADINGS,
      ["1", "หนึ่ง ทดลอง", "10", "หน่วย 10", "ยังไม่เริ่ม", LINKED],
      ["2", "=HYPERLINK(1)", "10", "หน่วย 10", "ยังไม่เริ่ม", LINKED],
      ["3", "สาม ทดลอง", "20", "=กองสอง", "ยังไม่เริ่ม", LINKED],
      ["4", "สี่ <script>alert(1)</script>", "21", "หน่วย 21", "ยังไม่เชื่อมบัญชี", null],
    ]);
    expect((await world.journal()).at(-1)).toMatchObject({
      action: "export",
      detail: { list: "progress", round: "year-2026", format: "xlsx" },
    });
  });

  it("in English, with the years of the common era", async () => {
    const csv = parse((await browser.get("/p/page/progress.csv?language=en")).text, { bom: true });
    expect((csv as string[][]).slice(0, 2)).toEqual([
      ["Staff number", "Name", "Unit code", "Unit", "Status", "Since"],
      ["1", "หนึ่ง ทดลอง", "10", "หน่วย 10", "Not started", "18 November 2026 18:06"],
    ]);
    const cells = await cellsOf(await workbook("/p/page/progress.xlsx"));
    expect(cells).toEqual((csv as string[][]).map((row) => row.map(asInWorkbook)));
  });

  /** There nothing is made harmless, and nothing is an empty text. */
  function asInWorkbook(cell: string): string | null {
    return cell === "" ? null : cell.replace(/^'/u, "");
  }

  it("people to be reached by other means, with their e-mail", async () => {
    await world.change("4", { name: "สี่ ทดลอง" });
    const rows = [
      ["รหัสพนักงาน", "ชื่อ", "รหัสหน่วยงาน", "หน่วยงาน", "อีเมล"],
      ["4", "สี่ ทดลอง", "21", "หน่วย 21", "p4@example.go.th"],
    ];
    const csv = await browser.get("/p/page/progress.csv?list=not_linked").expect(200);
    expect(csv.headers["content-disposition"]).toBe("attachment; filename=not-linked.csv");
    expect(parse(csv.text, { bom: true })).toEqual(rows);
    expect(await cellsOf(await workbook("/p/page/progress.xlsx?list=not_linked"))).toEqual(rows);
    expect((await world.journal()).slice(-2)).toMatchObject([
      { action: "export", detail: { list: "progress_not_linked", format: "csv" } },
      { action: "export", detail: { list: "progress_not_linked", format: "xlsx" } },
    ]);
  });

  it("another organisation's human resources get their own people only", async () => {
    const other = await world.open("progress", "otherHr");
    const { text } = await other.get("/p/page/progress.csv");
    expect(parse(text, { bom: true })).toHaveLength(2);
    expect(text).not.toContain("ทดลอง");
    expect(await cellsOf(await workbook("/p/page/progress.xlsx", other))).toHaveLength(2);
    expect(textOf((await other.get("/p/page/progress")).text)).not.toContain("ทดลอง");
  });

  it("20,000 people fit into a workbook; one more, and the page leads to the CSV file", async () => {
    const { standings } = manyPeople(20_000);
    const app = world.createApp({ rounds: { standings } });
    const cells = await cellsOf(
      await workbook("/p/page/progress.xlsx", await world.open("progress", "hr", app)),
    );
    expect(cells).toHaveLength(20_001);
    expect(cells.at(-1)?.slice(0, 2)).toEqual(["019999", "คนที่ 19999"]);
    const more = manyPeople(1_000_000);
    browser = await world.open("progress", "hr", world.createApp({ rounds: more }));
    const { text } = await browser.get("/p/page/progress.xlsx").expect(422);
    expect(textOf(text)).toContain("ไฟล์ XLSX มีได้ไม่เกิน 20,000 คน กรุณาดาวน์โหลดเป็น CSV");
    expect(text).toContain('href="/p/page/progress.csv?round=year-2026"');
    // No more was read than is needed to know.
    expect(more.asked.pages).toBe(21);
  }, 60_000);

  it("100,000 people are read no faster than they are taken", async () => {
    const count = 100_000;
    // A kilobyte each, so that what the network holds on its way is few of them.
    const name = "ก".repeat(330);
    const { asked, standings } = manyPeople(count, () => ({ name }));
    const app = world.createApp({ rounds: { standings } });
    const { headers } = await browserOf(app).post(`/p/${await world.linkFor("progress", "hr")}`);
    const server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const cookie = headers["set-cookie"]?.[0] ?? "";
    const [response] = (await once(
      get({ port, host: "127.0.0.1", path: "/p/page/progress.csv", headers: { cookie } }),
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
});
