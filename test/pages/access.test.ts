import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WEB_PAGES, type WebPage } from "../../src/core/conversation/inquiry.ts";
import { type Account, browserOf, openPagesWorld, type PagesWorld } from "./pages-world.ts";

const PATHS: Readonly<Record<WebPage, readonly string[]>> = {
  roster: ["/p/page/roster", "/p/page/roster/template.csv"],
  codes: ["/p/page/codes", "/p/page/codes/confirm?unit="],
  people: ["/p/page/people", "/p/page/people.csv"],
  my_data: ["/p/page/my-data", "/p/page/my-data.json"],
  rounds: ["/p/page/rounds", "/p/page/rounds/new"],
  progress: ["/p/page/progress", "/p/page/progress.csv", "/p/page/progress.xlsx"],
};
/** Forms of pages that change something. */
const FORMS: readonly (readonly [page: WebPage, path: string])[] = [
  ["rounds", "/p/page/rounds/new"],
  ["rounds", "/p/page/rounds/check"],
  ["rounds", "/p/page/rounds/open"],
  ["rounds", "/p/page/rounds/close"],
  ["rounds", "/p/page/rounds/rules/add"],
  ["rounds", "/p/page/rounds/rules/remove"],
  ["progress", "/p/page/progress"],
];
/** Which pages may be used with a link to a page; all others are refused. */
const MAY: Readonly<Record<Account, Readonly<Record<WebPage, readonly WebPage[]>>>> = {
  hr: {
    roster: ["roster", "codes"],
    codes: ["codes"],
    people: ["people"],
    my_data: ["my_data"],
    rounds: ["rounds"],
    progress: ["progress"],
  },
  otherHr: {
    roster: ["roster", "codes"],
    codes: ["codes"],
    people: ["people"],
    my_data: ["my_data"],
    rounds: ["rounds"],
    progress: ["progress"],
  },
  manager: { roster: [], codes: [], people: [], my_data: ["my_data"], rounds: [], progress: [] },
  officer: { roster: [], codes: [], people: [], my_data: ["my_data"], rounds: [], progress: [] },
  nobody: { roster: [], codes: [], people: [], my_data: ["my_data"], rounds: [], progress: [] },
};

describe("who may use which page with which link", () => {
  let world: PagesWorld;
  beforeAll(async () => {
    world = await openPagesWorld();
  });
  afterAll(() => world.close());

  for (const account of Object.keys(MAY) as Account[]) {
    for (const granted of WEB_PAGES) {
      const allowed = MAY[account][granted];
      it(`${account} with a link to ${granted}: ${allowed.join(", ") || "nothing"}`, async () => {
        const browser = browserOf(world.app);
        const opened = await browser.post(`/p/${await world.linkFor(granted, account)}`);
        expect(opened.status).toBe(allowed.length > 0 ? 303 : 403);
        for (const page of WEB_PAGES)
          for (const path of PATHS[page]) {
            const { status } = await browser.get(path);
            expect([path, status]).toEqual([path, statusFor(allowed, page)]);
          }
      });
    }
  }

  function statusFor(allowed: readonly WebPage[], page: WebPage): number {
    // Without a session it is as if it were over.
    if (allowed.length === 0) return 410;
    return allowed.includes(page) ? 200 : 403;
  }

  for (const [page, path] of FORMS)
    it(`${path} takes what a page of this server sends, of whoever has a link to ${page}`, async () => {
      const fields = { name: "รอบ", round: "2569", id: "2569-12-01" };
      const nobody = await browserOf(world.app).post(path, fields);
      expect(nobody.status).toBe(410);
      for (const granted of WEB_PAGES.filter((other) => other !== page)) {
        const browser = await world.open(granted);
        expect([granted, (await browser.post(path, fields)).status]).toEqual([granted, 403]);
      }
      const browser = await world.open(page);
      const foreign = await browser.post(path, fields).set("Sec-Fetch-Site", "cross-site").expect(403);
      expect(foreign.text).toContain("ไม่รับคำขอจากเว็บไซต์อื่น");
      expect(await world.rounds.list("dep")).toEqual([]);
      expect((await browser.post(path, {})).status).not.toBe(403);
    });

  it("an organisation's people are never shown to another's human resources", async () => {
    const browser = await world.open("people", "otherHr");
    const shown = [
      (await browser.get("/p/page/people")).text,
      (await browser.get("/p/page/people.csv")).text,
      (await browser.post("/p/page/people/unlink", { staff_number: "2" }).redirects(1)).text,
    ];
    for (const text of shown) expect(text).not.toContain("ทดลอง");
    expect(shown[2]).toContain("ไม่พบบุคลากรคนนี้");
  });
});

describe("what changes between two clicks", () => {
  let world: PagesWorld;
  beforeEach(async () => {
    world = await openPagesWorld();
  });
  afterEach(() => world.close());

  const refused = async (page: WebPage, reason: string) => {
    const actor = `member:${await world.memberId("dep", "1")}`;
    expect((await world.journal()).at(-1)).toEqual({
      actor,
      action: "page_refused",
      subject: null,
      detail: { page, reason },
    });
  };

  it("somebody who is no longer of the human resources is refused, and stays so", async () => {
    const browser = await world.open("people");
    await browser.get("/p/page/people").expect(200);
    await world.change("1", { role: "officer" });
    const { text } = await browser.post("/p/page/people/unlink/confirmed", { staff_number: "2" }).expect(403);
    expect(text).toContain("เปิดหน้านี้ไม่ได้");
    await refused("people", "role_changed");
    expect(await world.linking.membership("officer", world.clock.at)).not.toBeNull();
    await world.change("1", { role: "hr" });
    await browser.get("/p/page/people").expect(410);
  });

  it("a role lost before the link was opened counts as well", async () => {
    const token = await world.linkFor("roster", "hr");
    await world.change("1", { role: "officer" });
    await browserOf(world.app).post(`/p/${token}`).expect(403);
    await refused("roster", "role_changed");
  });

  it("an account that was unlinked meanwhile is refused", async () => {
    const browser = await world.open("codes");
    await world.linking.unlink("hr", "operator:set-up", world.clock.at);
    await browser.post("/p/page/codes", { unit: "" }).expect(403);
    await refused("codes", "link_changed");
    const codes = await world.database.selectFrom("link_code").selectAll().execute();
    expect(codes).toEqual([]);
  });

  it("an account that belongs to somebody else meanwhile is refused, their own data, too", async () => {
    const browser = await world.open("my_data");
    await world.linking.unlink("hr", "operator:set-up", world.clock.at);
    await world.linking.unlink("otherHr", "operator:set-up", world.clock.at);
    await world.linkAccount("hr", "other", "1");
    await browser.get("/p/page/my-data.json").expect(403);
    await refused("my_data", "link_changed");
  });

  it("an account that was linked to nobody and is linked now has to ask for a new link", async () => {
    const browser = await world.open("my_data", "nobody");
    await browser.get("/p/page/my-data").expect(200);
    await world.linkAccount("nobody", "dep", "4");
    await browser.get("/p/page/my-data").expect(403);
  });
});
