import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeptRound } from "../../src/runner/rounds.ts";
import { content } from "../support/builders.ts";
import { type Browser, NOW, openPagesWorld, type PagesWorld, textOf } from "./pages-world.ts";

const DAY_MS = 86_400_000;
/** The tests begin on 18 November 2569, at 18:06 in Bangkok. */
const TODAY = Date.UTC(2026, 10, 17, 17);

let world: PagesWorld;
let browser: Browser;
beforeEach(async () => {
  world = await openPagesWorld();
  browser = await world.open("rounds");
});
afterEach(() => world.close());

type Fields = Readonly<Record<string, string | readonly string[]>>;

const post = (path: string, fields: Fields, by = browser) =>
  by.post(`/p/page/rounds${path}`, fields as Readonly<Record<string, string>>);

/** Looks at a round first and then opens it, as people do; returns where that leads. */
async function open(fields: Fields, by = browser): Promise<string> {
  const { text } = await post("/check", fields, by).expect(200);
  const { headers } = await post("/open", hiddenIn(text), by).expect(303);
  return headers.location ?? "";
}

/** What the first form of a page would send. */
function hiddenIn(page: string): Fields {
  const form =
    /<form method="post" action="\/p\/page\/rounds\/open">([\s\S]*?)<\/form>/u.exec(page)?.[1] ?? "";
  const fields: Record<string, string[]> = {};
  for (const [, name = "", value = ""] of form.matchAll(/name="(\w+)" value="([^"]*)"/gu))
    fields[name] = [...(fields[name] ?? []), value.replaceAll("&amp;", "&")];
  return fields;
}

const rounds = (of = "dep"): Promise<readonly KeptRound[]> => world.rounds.list(of);

async function actor(): Promise<string> {
  return `member:${await world.memberId("dep", "1")}`;
}

describe("opening a round", () => {
  it("is looked at first, and nothing is opened by looking", async () => {
    const first = textOf((await browser.get("/p/page/rounds").expect(200)).text);
    expect(first).toContain("ยังไม่มีรอบการประเมิน");
    const form = await browser.get("/p/page/rounds/new").expect(200);
    expect(textOf(form.text)).toContain("เช่น 18/11/2569 เว้นว่างเพื่อเปิดทันที");
    const { text } = await post("/check", {
      name: "รอบแรก <b>",
      closes: "30/11/2569",
      first: "0",
      before: "3",
    });
    const shown = textOf(text);
    expect(shown).toContain("รอบแรก &lt;b&gt;");
    expect(shown).toContain("วันเปิดรอบ ทันที วันสุดท้าย 30 พฤศจิกายน 2569 สำหรับใคร บุคลากรทุกคน จำนวนบุคลากร 4");
    expect(shown).toContain("เมื่อเปิดรอบ (18 พฤศจิกายน 2569)");
    expect(shown).toContain("3 วันก่อนวันสุดท้าย (27 พฤศจิกายน 2569)");
    expect(await rounds()).toEqual([]);
  });

  it("freezes the questionnaire, keeps whom it is for, and its reminders report to whoever opened it", async () => {
    await world.change("3", { group: "academic" });
    const fields = {
      name: "รอบแรก",
      closes: "๓๐ พฤศจิกายน ๒๕๖๙",
      units: "20",
      groups: ["academic", "service"],
    };
    const location = await open({ ...fields, roles: ["manager"], first: "0", again: "7", before: "3" });
    expect(location).toBe("/p/page/rounds/round?round=2569-11-18&notice=opened");
    expect(await rounds()).toEqual([
      {
        id: "2569-11-18",
        name: "รอบแรก",
        opensAt: NOW,
        closesAt: TODAY + 13 * DAY_MS,
        audience: { units: ["20"], groups: ["academic", "service"], roles: ["manager"] },
        questionnaire: content.currentQuestionnaire,
        state: "open",
      },
    ]);
    const rule = { actor: await actor(), reporter: "hr", since: NOW };
    expect(await world.schedules.list("dep", "2569-11-18")).toEqual([
      { ...rule, id: "after-0", rule: { type: "after_opening", days: 0 } },
      { ...rule, id: "after-7", rule: { type: "after_opening", days: 7 } },
      { ...rule, id: "before-3", rule: { type: "before_closing", days: 3 } },
    ]);
    const journal = (await world.journal()).slice(1);
    expect(journal.map(({ actor: by, action }) => [by, action])).toEqual([
      [await actor(), "round_open"],
      [await actor(), "reminder_schedule"],
      [await actor(), "reminder_schedule"],
      [await actor(), "reminder_schedule"],
    ]);
    const shown = textOf((await browser.get(location)).text);
    expect(shown).toContain("เปิดรอบแล้ว รอบแรก สถานะ เปิดอยู่");
    expect(shown).toContain("หน่วยงานรวมหน่วยงานใต้สังกัด: =กองสอง (20)");
    expect(shown).toContain("กลุ่มบุคลากร: ผู้ทำงานด้านนโยบายและงานวิชาการ, ผู้ทำงานด้านบริการ");
    expect(shown).toContain("บทบาท: ผู้บังคับบัญชา");
    const list = textOf((await browser.get("/p/page/rounds?language=en")).text);
    expect(list).toContain("รอบแรก Open 18 November 2026 30 November 2026");
    expect(list).toContain("Roles: Managers When the round opens (18 November 2026) 7 days after opening");
  });

  it("the same form sent twice, even at once, opens one round", async () => {
    const { text } = await post("/check", { name: "รอบแรก", first: "7" });
    const fields = hiddenIn(text);
    const answers = await Promise.all([post("/open", fields), post("/open", fields), post("/open", fields)]);
    answers.push(await post("/open", fields));
    for (const { headers } of answers)
      expect(headers.location).toBe("/p/page/rounds/round?round=2569-11-18&notice=opened");
    expect((await rounds()).map(({ id }) => id)).toEqual(["2569-11-18"]);
    expect((await world.schedules.list("dep", "2569-11-18")).map(({ id }) => id)).toEqual(["after-7"]);
  });

  it("an old form sent again opens nothing after the round was closed", async () => {
    const fields = hiddenIn((await post("/check", { name: "รอบแรก", first: "7" })).text);
    await post("/open", fields).expect(303);
    await post("/close", { round: "2569-11-18" }).expect(303);
    await world.schedules.remove("dep", "2569-11-18", "after-7", await actor(), NOW);
    expect((await post("/open", fields).expect(303)).headers.location).toBe(
      "/p/page/rounds/round?round=2569-11-18",
    );
    expect((await rounds()).map(({ id, state }) => [id, state])).toEqual([["2569-11-18", "closed"]]);
    expect(await world.schedules.list("dep", "2569-11-18")).toEqual([]);
  });

  it("a form that was begun finishes after a crash", async () => {
    const fields = hiddenIn((await post("/check", { name: "รอบแรก", first: "0" })).text);
    const round = { id: "2569-11-18", name: "รอบแรก", opensAt: NOW, closesAt: null };
    await world.rounds.open("dep", round, await actor(), NOW);
    world.clock.at += 60_000;
    await post("/open", fields).expect(303);
    expect(await world.schedules.list("dep", round.id)).toMatchObject([{ id: "after-0", since: NOW }]);
  });

  it("a second round of a day has an id of its own", async () => {
    await open({ name: "รอบแรก" });
    await post("/close", { round: "2569-11-18" });
    expect(await open({ name: "รอบแรก" })).toContain("round=2569-11-18-2&");
    await post("/close", { round: "2569-11-18-2" });
    expect(await open({ name: "รอบสอง" })).toContain("round=2569-11-18-3&");
  });

  it("two officers who plan at once get a round each", async () => {
    const other = await world.open("rounds");
    const plan = async (name: string) => hiddenIn((await post("/check", { name, opens: "1/12/2569" })).text);
    const [one, two] = [await plan("หนึ่ง"), await plan("สอง")];
    await Promise.all([post("/open", one), post("/open", two, other)]);
    // The one that came second has another id than its form says; sent again it is still the same.
    await Promise.all([post("/open", one), post("/open", two, other)]);
    const kept = (await rounds()).map(({ name }) => name);
    expect(kept.toSorted()).toEqual(["สอง", "หนึ่ง"]);
    expect((await rounds()).map(({ id, state }) => [id, state])).toEqual([
      ["2569-12-01-2", "planned"],
      ["2569-12-01", "planned"],
    ]);
  });

  it("is planned for later, and waits for the round before it", async () => {
    await open({ name: "รอบแรก", closes: "2/12/2569" });
    const question = textOf((await post("/check", { name: "รอบสอง", opens: "1 ธ.ค. 2569" })).text);
    expect(question).toContain("รอบ “รอบแรก” ยังเปิดอยู่ในวันนั้น");
    const late = textOf((await post("/check", { name: "รอบสอง", opens: "2026-12-03" })).text);
    expect(late).not.toContain("รอบแรก");
    const location = await open({ name: "รอบสอง", opens: "1-12-2026", closes: "31/12/2569" });
    expect(location).toBe("/p/page/rounds/round?round=2569-12-01&notice=planned");
    expect(textOf((await browser.get(location)).text)).toContain("บันทึกแผนแล้ว");
    expect((await rounds())[0]).toMatchObject({
      id: "2569-12-01",
      opensAt: TODAY + 13 * DAY_MS,
      state: "planned",
    });
  });

  it("all roles and nothing chosen are everybody; a unit below a chosen one is not named again", async () => {
    await open({ name: "รอบแรก", opens: "1/12/2569", roles: ["officer", "manager", "hr"] });
    await open({ name: "รอบสอง", opens: "2/12/2569", units: ["21"], unitCodes: "20, 21;10" });
    expect((await rounds()).map(({ audience }) => audience)).toEqual([
      { units: ["10", "20"], groups: [], roles: [] },
      undefined,
    ]);
  });
});

describe("what cannot be opened keeps what was typed", () => {
  const CASES: readonly (readonly [string, Fields, string])[] = [
    ["no name", { name: " " }, "กรุณากรอกชื่อรอบ"],
    ["a long name", { name: "ก".repeat(201) }, "ชื่อยาวเกินไป ใช้ได้ไม่เกิน 200 ตัวอักษร"],
    ["a date in the past", { opens: "17/11/2569" }, "วันที่ผ่านไปแล้ว"],
    ["a last day in the past", { closes: "17/11/2026" }, "วันที่ผ่านไปแล้ว"],
    ["no date", { opens: "31/2/2570" }, "อ่านวันที่ไม่ได้"],
    ["a year of two digits", { closes: "1/1/70" }, "อ่านวันที่ไม่ได้"],
    ["a date far away", { closes: "1/1/2590" }, "วันที่ไกลเกินไป"],
    ["closing before opening", { opens: "2/12/2569", closes: "1/12/2569" }, "วันสุดท้ายอยู่ก่อนวันเปิดรอบ"],
    ["unknown units", { unitCodes: "10 99, 98" }, "ไม่พบหน่วยงานรหัส 98, 99 ในทะเบียนบุคลากร"],
    ["nobody", { units: ["10"], roles: ["manager"] }, "ไม่มีบุคลากรที่เข้าเกณฑ์ที่เลือก"],
    ["a group nobody has", { groups: ["executive"] }, "ไม่มีบุคลากรที่เข้าเกณฑ์ที่เลือก"],
    ["no number", { again: "เจ็ด" }, "กรุณากรอกจำนวนวันเป็นตัวเลข 0 ถึง 365"],
    ["too many days", { again: "366" }, "กรุณากรอกจำนวนวันเป็นตัวเลข 0 ถึง 365"],
    ["two at once", { first: "7", again: "๗" }, "มีการเตือนในวันเดียวกันนี้แล้ว"],
    ["before no closing", { before: "3" }, "ยังไม่มีวันสุดท้ายของรอบ"],
    ["after the closing", { closes: "20/11/2569", again: "3" }, "วันเตือนนี้อยู่หลังปิดรอบ"],
    ["before the opening", { closes: "20/11/2569", before: "9" }, "วันเตือนนี้อยู่ก่อนเปิดรอบ"],
    ["earlier today", { closes: "20/11/2569", before: "2" }, "วันเตือนนี้ผ่านไปแล้ว"],
  ];
  for (const [what, fields, told] of CASES)
    it(what, async () => {
      const all = { name: "รอบ <แรก>", ...fields };
      for (const path of ["/check", "/open"]) {
        const { text } = await post(path, { ...all, id: "2569-11-18" }).expect(422);
        expect(textOf(text)).toContain(told);
        for (const value of Object.entries(all).flatMap(([name, value]) => (name === "name" ? [] : value)))
          expect(text).toContain(`value="${value.replaceAll("<", "&lt;").replaceAll(">", "&gt;")}"`);
      }
      expect(await rounds()).toEqual([]);
    });

  it("a unit that is gone meanwhile, or was never there", async () => {
    const { text } = await post("/check", { name: "รอบแรก", units: ["20", "<b>"] }).expect(422);
    expect(textOf(text)).toContain("ไม่พบหน่วยงานรหัส &lt;b&gt; ในทะเบียนบุคลากร");
    expect(text).toContain('value="20" checked');
  });

  it("while another round is open: it can be closed, or this one planned", async () => {
    await open({ name: "รอบแรก" });
    for (const opens of ["", "18/11/2569"]) {
      const { text } = await post("/check", { name: "รอบสอง", opens }).expect(422);
      expect(textOf(text)).toContain("รอบ “รอบแรก” เปิดอยู่แล้ว เปิดได้ครั้งละหนึ่งรอบ");
      expect(text).toContain('href="/p/page/rounds/round?round=2569-11-18"');
      expect(text).toContain('value="รอบสอง"');
    }
    const stale = await post("/open", { name: "รอบสอง", id: "2569-11-18-2" }).expect(422);
    expect(textOf(stale.text)).toContain("เปิดอยู่แล้ว");
  });

  it("a round whose last day has passed is in nobody's way", async () => {
    await open({ name: "รอบแรก", closes: "18/11/2569" });
    world.clock.at = TODAY + DAY_MS;
    browser = await world.open("rounds");
    expect(textOf((await browser.get("/p/page/rounds")).text)).toContain("รอบแรก ปิดแล้ว");
    expect(await open({ name: "รอบสอง" })).toContain("round=2569-11-19&notice=opened");
  });

  it("going back to change something keeps everything", async () => {
    const fields = { name: `"รอบ"`, units: ["20"], groups: ["service"], roles: ["hr"], again: "7" };
    const { text } = await post("/new", fields).expect(200);
    expect(text).toContain('name="name" value="&quot;รอบ&quot;"');
    for (const value of ["20", "service", "hr"]) expect(text).toContain(`value="${value}" checked`);
    expect(text.match(/ checked/gu)).toHaveLength(3);
    expect(text).toContain('name="again" value="7"');
  });

  it("an id nobody made here is not taken over", async () => {
    for (const id of ["", "year-2026", "DROP TABLE", "mine"]) {
      const { headers } = await post("/open", { name: `รอบ ${id}`, opens: "1/12/2569", id }).expect(303);
      expect(headers.location).toMatch(/round=2569-12-01/u);
    }
  });
});

describe("many units", () => {
  it("the top ones are listed, the others are typed", async () => {
    const units = Array.from({ length: 61 }, (_, place) => ({
      id: String(100 + place),
      parent: place < 2 ? null : "100",
      name: `กอง ${place}`,
    }));
    const directory = {
      importRoster: world.directory.importRoster.bind(world.directory),
      members: world.directory.members.bind(world.directory),
      membersWith: world.directory.membersWith.bind(world.directory),
      rosterRevision: world.directory.rosterRevision.bind(world.directory),
      units: async () => units,
    };
    browser = await world.open("rounds", "hr", world.createApp({ directory }));
    const { text } = await browser.get("/p/page/rounds/new");
    expect(text.match(/name="units"/gu)).toHaveLength(2);
    expect(text).toContain('name="unitCodes"');
    const shown = await post("/check", { name: "รอบ", unitCodes: "101 102" });
    expect(textOf(shown.text)).toContain("ไม่มีบุคลากรที่เข้าเกณฑ์ที่เลือก");
  });
});

describe("a round that is open", () => {
  const ID = "2569-11-18";
  beforeEach(async () => {
    await open({ name: "รอบแรก", closes: "30/11/2569", again: "7" });
  });

  it("is closed after asking, and only once", async () => {
    const question = textOf((await browser.get(`/p/page/rounds/close?round=${ID}`).expect(200)).text);
    expect(question).toContain("รอบแรก");
    expect(question).toContain("การปิดรอบยกเลิกไม่ได้");
    const close = () => post("/close", { round: ID }).expect(303);
    expect((await close()).headers.location).toBe("/p/page/rounds?notice=closed");
    expect((await close()).headers.location).toBe("/p/page/rounds?notice=not_open");
    expect((await browser.get(`/p/page/rounds/close?round=${ID}`).expect(303)).headers.location).toBe(
      "/p/page/rounds?notice=not_open",
    );
    expect(textOf((await browser.get("/p/page/rounds?notice=closed")).text)).toContain("ปิดรอบแล้ว");
    expect((await world.journal()).filter(({ action }) => action === "round_close")).toHaveLength(1);
    const shown = (await browser.get(`/p/page/rounds/round?round=${ID}`)).text;
    expect(shown).not.toContain("<select");
    expect(shown).not.toContain("rounds/rules/remove");
    const late = await post("/rules/add", { round: ID, type: "after_opening", days: "9" }).expect(422);
    expect(textOf(late.text)).toContain("รอบนี้ปิดแล้ว จึงเพิ่มการเตือนไม่ได้");
  });

  it("a page of a round that was closed and followed by another closes nothing", async () => {
    await world.rounds.close("dep", "operator:test", NOW);
    await open({ name: "รอบสอง" });
    await post("/close", { round: ID }).expect(303);
    expect((await rounds()).find(({ name }) => name === "รอบสอง")?.state).toBe("open");
  });

  it("gets and loses rules of reminders", async () => {
    const add = (type: string, days: string) => post("/rules/add", { round: ID, type, days });
    expect((await add("before_closing", "๓").expect(303)).headers.location).toBe(
      `/p/page/rounds/round?round=${ID}&notice=rule_added`,
    );
    const ids = async () => (await world.schedules.list("dep", ID)).map(({ id }) => id);
    expect(await ids()).toEqual(["after-7", "before-3"]);
    const refused: readonly (readonly [string, string, string])[] = [
      ["after_opening", "7", "มีการเตือนในวันเดียวกันนี้แล้ว"],
      ["after_opening", "0", "วันเตือนนี้ผ่านไปแล้ว"],
      ["after_opening", "13", "วันเตือนนี้อยู่หลังปิดรอบ"],
      ["before_closing", "99", "วันเตือนนี้อยู่ก่อนเปิดรอบ"],
      ["before_closing", "", "กรุณากรอกจำนวนวันเป็นตัวเลข"],
      ["before_closing", "-1", "กรุณากรอกจำนวนวันเป็นตัวเลข"],
    ];
    world.clock.at += 1_000;
    for (const [type, days, told] of refused) {
      const { text } = await add(type, days).expect(422);
      expect(textOf(text)).toContain(told);
      expect(text).toContain(`value="${days}" aria-invalid="true"`);
      expect(text).toContain(`value="${type}" selected`);
    }
    const remove = (rule: string) => post("/rules/remove", { round: ID, rule }).expect(303);
    expect((await remove("after-7")).headers.location).toContain("notice=rule_removed");
    expect((await remove("after-7")).headers.location).toContain("notice=no_rule");
    expect(await ids()).toEqual(["before-3"]);
  });

  it("shows rules an operator made", async () => {
    const rule = { type: "cron", expression: "0 9 * * 1" } as const;
    const schedule = { id: "cron-1", rule, actor: "operator:test", reporter: null, since: NOW };
    await world.schedules.add("dep", ID, schedule);
    expect(textOf((await browser.get(`/p/page/rounds/round?round=${ID}`)).text)).toContain(
      "7 วันหลังเปิดรอบ (25 พฤศจิกายน 2569) ยกเลิกการเตือนนี้ ตามตาราง cron: 0 9 * * 1 ยกเลิกการเตือนนี้",
    );
  });

  it("is nothing to another organisation's human resources", async () => {
    const other = await world.open("rounds", "otherHr");
    expect(textOf((await other.get("/p/page/rounds")).text)).not.toContain("รอบแรก");
    for (const path of [`/round?round=${ID}`, `/close?round=${ID}`])
      expect((await other.get(`/p/page/rounds${path}`).expect(303)).headers.location).not.toContain(ID);
    await post("/close", { round: ID }, other).expect(303);
    const added = await post("/rules/add", { round: ID, type: "after_opening", days: "9" }, other).expect(
      303,
    );
    const removed = await post("/rules/remove", { round: ID, rule: "after-7" }, other).expect(303);
    for (const { headers } of [added, removed])
      expect(headers.location).toBe("/p/page/rounds?notice=unknown");
    expect((await rounds())[0]?.state).toBe("open");
    expect(await world.schedules.list("dep", ID)).toHaveLength(1);
    expect(await open({ name: "ของเรา" }, other)).toContain(`round=${ID}&`);
    expect((await rounds("other")).map(({ name }) => name)).toEqual(["ของเรา"]);
  });

  it("somebody who is no longer of the human resources closes nothing", async () => {
    await world.change("1", { role: "officer" });
    await post("/close", { round: ID }).expect(403);
    expect((await rounds())[0]?.state).toBe("open");
  });

  it("an unknown round and an unknown notice are no trouble", async () => {
    expect((await browser.get("/p/page/rounds/round?round=none").expect(303)).headers.location).toBe(
      "/p/page/rounds?notice=unknown",
    );
    await browser.get("/p/page/rounds?notice=toString").expect(200);
    for (const path of ["check", "open"])
      expect((await browser.get(`/p/page/rounds/${path}`).expect(303)).headers.location).toBe(
        "/p/page/rounds/new",
      );
  });
});
