import { afterEach, beforeEach, expect, it } from "vitest";
import { UnavailableError } from "../../src/runner/ports.ts";
import { browserOf, openPagesWorld, type PagesWorld, textOf } from "./pages-world.ts";

const STORED = {
  person: { language: "th", reachable: true, notice: null, linkedAt: 1_795_000_000_000 },
  assessments: [
    { id: "a-1", answers: [{ item: "DG100", answer: 2 }], note: "<img src=x onerror=alert(1)>" },
    { id: "a-2", answers: [], completedAt: null },
  ],
  something_new: [],
  "<b>": "x",
};

let world: PagesWorld;
let askedFor: string[];
beforeEach(async () => {
  askedFor = [];
  world = await openPagesWorld({
    exportPerson: async (personId) => {
      askedFor.push(personId);
      return STORED;
    },
  });
});
afterEach(() => world.close());

it("shows everything stored about a person, and only about them", async () => {
  const browser = await world.open("my_data", "officer");
  const { text } = await browser.get("/p/page/my-data").expect(200);
  const shown = textOf(text);
  expect(shown).toContain("บัญชี ภาษา th ติดต่อได้ ใช่ ประกาศความเป็นส่วนตัว – เชื่อมบัญชีเมื่อ 18 พฤศจิกายน 2569 18:06");
  expect(shown).toContain("รหัส a-1 คำตอบ ข้อ DG100 คำตอบ 2");
  expect(shown).toContain("something_new ไม่มีข้อมูล");
  expect(text).not.toContain("<img");
  expect(text).not.toContain("<b>");
  expect(askedFor).toEqual(["officer"]);
  const member = await world.memberId("dep", "2");
  expect((await world.journal()).at(-1)).toEqual({
    actor: `member:${member}`,
    action: "people_view",
    subject: member,
    detail: { page: "my_data", view: "my_data" },
  });
});

it("hands the same out as JSON", async () => {
  const browser = await world.open("my_data", "officer");
  const { body, headers } = await browser.get("/p/page/my-data.json").expect(200);
  expect(body).toEqual(STORED);
  expect(headers["content-disposition"]).toBe("attachment; filename=my-data.json");
  expect((await world.journal()).at(-1)).toMatchObject({ action: "export", detail: { list: "my_data" } });
});

it("works for somebody who is linked to nobody, and the audit log does not name them", async () => {
  const browser = await world.open("my_data", "nobody");
  await browser.get("/p/page/my-data").expect(200);
  expect(askedFor).toEqual(["nobody"]);
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
  const browser = browserOf(world.createApp({ audit: { append } }));
  await browser.post(`/p/${await world.linkFor("my_data", "officer")}`).expect(503);
  await browser.get("/p/page/my-data").expect(410);
  expect(askedFor).toEqual([]);
});

it("shows nothing when the look could not be noted", async () => {
  const append = async () => {
    throw new UnavailableError("database");
  };
  const { headers } = await browserOf(world.app).post(`/p/${await world.linkFor("my_data", "officer")}`);
  const away = browserOf(world.createApp({ audit: { append } }));
  const cookie = headers["set-cookie"]?.[0] ?? "";
  for (const path of ["/p/page/my-data", "/p/page/my-data.json"])
    expect((await away.get(path).set("Cookie", cookie).expect(503)).text).not.toContain("DG100");
});
