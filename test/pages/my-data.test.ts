import { afterEach, beforeEach, expect, it } from "vitest";
import { LANGUAGES } from "../../src/core/language.ts";
import { MEMBER_ROLES } from "../../src/core/people/member.ts";
import { LEFT_OUT, REMINDER_TEXTS } from "../../src/core/reminder/reminder.ts";
import { personHash } from "../../src/database/erasures.ts";
import { exportPerson } from "../../src/database/export-person.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { MY_DATA_FIELDS, MY_DATA_VALUES } from "../../src/pages/page-texts.ts";
import { AUDIT_ACTIONS } from "../../src/runner/directory.ts";
import type { JsonValue } from "../../src/runner/person-export.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { assessment, person } from "../contracts/builders.ts";
import { counted } from "../database/counting.ts";
import { content } from "../support/builders.ts";
import { browserOf, NOW, openPagesWorld, type PagesWorld, textOf } from "./pages-world.ts";

let world: PagesWorld;
let officer: string;
beforeEach(async () => {
  world = await openPagesWorld();
  officer = await world.memberId("dep", "2");
});
afterEach(() => world.close());

/** Everything that can be stored about somebody is stored about the officer. */
async function settle(): Promise<void> {
  await world.database
    .insertInto("erasure")
    .values({ person_hash: personHash("officer"), at: NOW, revision: 1 })
    .execute();
  const countsIn = { organisation: "dep", member: officer, round: "r-1" };
  await new SqlRecords(world.database).apply(
    "officer",
    5,
    [
      { type: "save_person", person: person() },
      { type: "save_notice_acceptance", noticeVersion: "2026-1", acceptedAt: NOW },
      counted({ countsIn, frameworkVersion: content.framework.version }),
    ],
    NOW,
  );
  await world.database
    .insertInto("reminder")
    .values({
      ...{ organisation: "dep", round: "r-1", member: officer, step: "after-7", run: "run-1", stage: 1 },
      ...{
        person_id: "officer",
        kind: "reminder",
        state: "sent",
        text: "greeting",
        due_at: 1,
        settled_at: NOW,
      },
    })
    .execute();
  const about = { organisation: "dep", subject: officer, detail: { secret: "of another" } } as const;
  const hr = `member:${await world.memberId("dep", "1")}`;
  await world.audit.append({ at: NOW, actor: hr, action: "codes_issue", ...about });
}

it("shows everything stored about a person, and notes that they looked", async () => {
  await settle();
  const browser = await world.open("my_data", "officer");
  const { text } = await browser.get("/p/page/my-data").expect(200);
  const shown = textOf(text);
  expect(shown).toContain("บัญชี รหัสผู้ใช้ LINE officer ภาษา ไทย แสดงเป็นข้อความล้วน ไม่ใช่ ติดต่อทาง LINE ได้ ใช่");
  expect(shown).toContain("เชื่อมบัญชีเมื่อ 18 พฤศจิกายน 2569 18:06 เลือก “ยังไม่ใช่ตอนนี้” เมื่อ –");
  expect(shown).toContain("รหัสพนักงาน 2 ชื่อ สอง ทดลอง");
  expect(shown).toContain("เรื่องที่ควรพัฒนา ข้อทักษะ ปฏิบัติตามกฎหมาย กรอบธรรมาภิบาล");
  expect(shown).toContain(
    "รหัสการส่งเตือน after-7 ผลการส่ง ส่งแล้ว เหตุที่ไม่ได้ส่ง – เนื้อหา แจ้งเปิดรอบ เสร็จสิ้นเมื่อ 18 พฤศจิกายน 2569",
  );
  expect(shown).toContain("สิ่งที่ทำ ออกรหัสเชื่อมบัญชี โดย องค์กรของท่าน");
  expect(shown).not.toContain("of another");
  expect((await world.journal()).at(-1)).toEqual({
    actor: `member:${officer}`,
    action: "people_view",
    subject: officer,
    detail: { page: "my_data", view: "my_data" },
  });
});

it("tells answers in the words of the chat, never by the numbers and ids of the records", async () => {
  await settle();
  const browser = await world.open("my_data", "officer");
  const thai = textOf((await browser.get("/p/page/my-data").expect(200)).text);
  expect(thai).toContain("ระดับที่ตอบ เข้าถึงและตระหนักดิจิทัล: 3 ทำได้ด้วยตนเอง, 21 กันยายน 2569");
  expect(thai).toContain("ที่ดีด้านดิจิทัล ระดับ 2 ทำได้เมื่อมีผู้ช่วย ต่ำกว่าระดับที่ต้องการ (ระดับ) 1");
  expect(thai).toContain("ระดับที่นับ 2 รายการ เข้าถึงและตระหนักดิจิทัล: 3 ทำได้ด้วยตนเอง");
  const english = textOf((await browser.get("/p/page/my-data?language=en").expect(200)).text);
  expect(english).toContain("Access and be aware of digital technology: 3 On my own, 21 September 2026");
  expect(english).toContain("Kind Full assessment Status Completed Stage of the agency Early Group Service");
  expect(english).toContain("Answers Questions 3 entries Access and be aware");
  for (const shown of [thai, english]) expect(shown).not.toMatch(/DLit100|e-2|1790000000|service|K1\.1/u);
});

it("answers in the words of each level, and what is no answer as it is stored", async () => {
  const given = [0, 1, 2, 3, "not_applicable", "prefer_not", 7].map((value, place) => [
    `X${place}`,
    [value, NOW, "e-1"],
  ]);
  const sitting = { ...assessment(), answers: { ratings: Object.fromEntries(given) } };
  const responses = [{ levels: "0.3", framework_version: "another" }];
  const exported = JSON.parse(JSON.stringify({ assessments: [sitting], responses }));
  const app = world.createApp({ exportPerson: async () => exported });
  const { text } = await (await world.open("my_data", "officer", app)).get("/p/page/my-data").expect(200);
  const day = ", 18 พฤศจิกายน 2569";
  expect(textOf(text)).toContain(
    `X0: 1 ยังทำไม่ได้${day} X1: 2 ทำได้เมื่อมีผู้ช่วย${day} X2: 3 ทำได้ด้วยตนเอง${day} X3: 4 สอนหรือนำผู้อื่นได้${day} X4: ไม่เกี่ยวข้องกับงาน${day} X5: ขอไม่ตอบ${day} X6: 7 ${NOW} e-1`,
  );
  expect(textOf(text)).toContain("#1: 1 ยังทำไม่ได้ #3: 4 สอนหรือนำผู้อื่นได้");
});

it("whatever a field can hold has a word", () => {
  const reason = [...LEFT_OUT, "stopped"];
  const text = [...REMINDER_TEXTS, "report"];
  const kept = { action: AUDIT_ACTIONS, role: MEMBER_ROLES, language: LANGUAGES, reason, text };
  for (const [field, values] of Object.entries(kept))
    expect([field, Object.keys(MY_DATA_VALUES[field] ?? {})]).toEqual([field, values]);
  for (const field of Object.keys(MY_DATA_VALUES)) expect(Object.keys(MY_DATA_FIELDS)).toContain(field);
});

it("every field that is stored has a name in both languages, and no other name is there", async () => {
  await settle();
  const stored = await exportPerson(world.database, "officer");
  const kinds = Object.entries(stored);
  const named = kinds.flatMap(([kind, value]) => [nameOf("", kind), ...namesIn(kind, value)]);
  expect(kinds.filter(([, value]) => Array.isArray(value) && value.length === 0)).toEqual([]);
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(MY_DATA_FIELDS).toSorted());
});

/** Their fields are ids of items and dimensions. */
const BY_ITEM: ReadonlySet<string> = new Set(["ratings", "standings", "dimensionSums"]);

function namesIn(of: string, value: JsonValue): readonly string[] {
  if (typeof value !== "object" || value === null || BY_ITEM.has(of)) return [];
  if (Array.isArray(value)) return value.flatMap((one: JsonValue) => namesIn(of, one));
  return Object.entries(value).flatMap(([name, one]) => [nameOf(of, name), ...namesIn(name, one)]);
}

function nameOf(of: string, name: string): string {
  return `${of}.${name}` in MY_DATA_FIELDS ? `${of}.${name}` : name;
}

it("shows what it has no name for as it is stored, and all of it as text", async () => {
  const exported = { something_new: [], "<b>": "x", person: [{ note: "<img src=x onerror=alert(1)>" }] };
  const app = world.createApp({ exportPerson: async () => exported });
  const { text } = await (await world.open("my_data", "officer", app)).get("/p/page/my-data").expect(200);
  expect(textOf(text)).toContain("something_new ไม่มีข้อมูล");
  expect(text).toContain("&lt;img src=x");
  expect(text).not.toContain("<img");
  expect(text).not.toContain("<b>");
});

const LABELS = { DLit100: "3 ทำได้ด้วยตนเอง", DLit200: "ขอไม่ตอบ", "K1.1": "มีแล้ว" };

it("hands the same out as JSON, with the words of the chat for every answer", async () => {
  await settle();
  const stored = await exportPerson(world.database, "officer");
  const browser = await world.open("my_data", "officer");
  const { body, headers } = await browser.get("/p/page/my-data.json").expect(200);
  expect(body).toEqual({ ...stored, note: expect.anything(), assessments: expect.anything() });
  const [{ answers, ...sitting }] = stored.assessments as unknown as [{ answers: object }];
  expect(body.assessments).toEqual([{ ...sitting, answers: { ...answers, labels: LABELS } }]);
  expect(body.note).toContain("0 = “1 ยังทำไม่ได้”");
  expect(body.note).toContain("prefer_not = “ขอไม่ตอบ”");
  expect(headers["content-disposition"]).toBe("attachment; filename=my-data.json");
  expect((await world.journal()).at(-1)).toMatchObject({ action: "export", detail: { list: "my_data" } });
});

it("somebody who is linked to nobody sees nothing of others, and the audit log does not name them", async () => {
  await settle();
  const browser = await world.open("my_data", "nobody");
  const { text } = await browser.get("/p/page/my-data").expect(200);
  expect(textOf(text).match(/ไม่มีข้อมูล/gu)).toHaveLength(9);
  const entries = await world.journal(null);
  expect(entries.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
    ["person", "page_open", null],
    ["person", "people_view", null],
  ]);
});

it("lets nobody in when it could not be noted", async () => {
  const append = async () => {
    throw new UnavailableError("database");
  };
  const askedFor: string[] = [];
  const exported = async (personId: string) => askedFor.push(personId);
  const browser = browserOf(world.createApp({ audit: { append }, exportPerson: exported }));
  await browser.post(`/p/${await world.linkFor("my_data", "officer")}`).expect(503);
  await browser.get("/p/page/my-data").expect(410);
  expect(askedFor).toEqual([]);
});

it("shows nothing when the look could not be noted", async () => {
  await settle();
  const append = async () => {
    throw new UnavailableError("database");
  };
  const { headers } = await browserOf(world.app).post(`/p/${await world.linkFor("my_data", "officer")}`);
  const away = browserOf(world.createApp({ audit: { append } }));
  const cookie = headers["set-cookie"]?.[0] ?? "";
  for (const path of ["/p/page/my-data", "/p/page/my-data.json"])
    expect((await away.get(path).set("Cookie", cookie).expect(503)).text).not.toMatch(/DG100|DLit100|ดิจิทัล/u);
});
