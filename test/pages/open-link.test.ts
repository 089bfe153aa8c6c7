import supertest from "supertest";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ONE_TIME_LINK_MS } from "../../src/runner/one-time-links.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { browserOf, openPagesWorld, type PagesWorld, textOf } from "./pages-world.ts";

let world: PagesWorld;
beforeEach(async () => {
  world = await openPagesWorld();
});
afterEach(() => world.close());

const GONE = /ลิงก์นี้ใช้ไม่ได้แล้ว/u;

it("looking at a link does not use it up, opening it does, once", async () => {
  const token = await world.linkFor("people", "hr");
  const browser = browserOf(world.app);
  for (let look = 0; look < 3; look += 1) {
    const { text, headers } = await browser.get(`/p/${token}`).expect(200);
    expect(text).toContain("เปิดหน้าเว็บ");
    expect(headers["set-cookie"]).toBeUndefined();
  }
  const opened = await browser.post(`/p/${token}`).expect(303);
  expect(opened.headers.location).toBe("/p/page");
  expect(opened.headers["set-cookie"]).toEqual([
    expect.stringMatching(/^thaksa_page=[\w-]{20,}; Max-Age=900; Path=\/p; .*HttpOnly; SameSite=Strict$/u),
  ]);
  expect((await browser.get("/p/page").expect(303)).headers.location).toBe("/p/page/people");
  await browser.get("/p/page/people").expect(200);
  const again = await browserOf(world.app).post(`/p/${token}`).expect(410);
  expect(again.text).toMatch(GONE);
  expect((await world.journal()).map(({ action }) => action)).toEqual(["page_open", "people_view"]);
});

it("of two who open a link at the same moment only one gets in", async () => {
  const token = await world.linkFor("people", "hr");
  const both = await Promise.all([1, 2].map(() => browserOf(world.app).post(`/p/${token}`)));
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 410]);
});

it("links that are too old, unknown or no links at all get the same page, which names nobody", async () => {
  const old = await world.linkFor("people", "hr");
  world.clock.at += ONE_TIME_LINK_MS;
  const unknown = "A".repeat(43);
  const tokens = [old, unknown, "x", "page.css", "%00%ff", "a".repeat(5_000)];
  const answers = await Promise.all(tokens.map((token) => browserOf(world.app).post(`/p/${token}`)));
  expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([410, 410, 410, 410]);
  for (const { text } of answers.slice(0, 4)) {
    expect(textOf(text)).toBe(textOf(answers[0]?.text ?? ""));
    expect(text).not.toContain("กรมตัวอย่าง");
  }
  for (const { status } of answers) expect([400, 410]).toContain(status);
  expect((await browserOf(world.app).get("/p/x").expect(404)).text).toMatch(GONE);
});

it("what a link opened ends when the link would have ended", async () => {
  const browser = await world.open("people");
  world.clock.at += ONE_TIME_LINK_MS - 1;
  await browser.get("/p/page/people").expect(200);
  world.clock.at += 1;
  expect((await browser.get("/p/page/people").expect(410)).text).toContain("หมดเวลา");
});

it("a browser that was closed by hand gets in no more, nor does a copy of its cookie", async () => {
  const browser = browserOf(world.app);
  const { headers } = await browser.post(`/p/${await world.linkFor("people", "hr")}`).expect(303);
  const cookie = /^[^;]+/u.exec(headers["set-cookie"]?.[0] ?? "")?.[0] ?? "";
  const withCopy = () => supertest(world.app).get("/p/page/people").set("Cookie", cookie);
  await withCopy().expect(200);
  expect((await browser.post("/p/page/end").expect(303)).headers.location).toBe("/p/ended");
  await browser.get("/p/ended").expect(200);
  await browser.get("/p/page/people").expect(410);
  await withCopy().expect(410);
});

it("forged and broken cookies open nothing", async () => {
  for (const cookie of ["thaksa_page=abc", "thaksa_page=%E0%A4%A", "thaksa_page=", "other=1", ";;=;"])
    await supertest(world.app).get("/p/page/people").set("Cookie", cookie).expect(410);
});

it("a POST from another site changes nothing and leaves the link as it is", async () => {
  const token = await world.linkFor("people", "hr");
  const foreign = [
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { "Sec-Fetch-Site": "none" },
    { Origin: "http://evil.example" },
    { Origin: "null" },
    {},
  ];
  for (const headers of foreign) await supertest(world.app).post(`/p/${token}`).set(headers).expect(403);
  await supertest(world.app).post(`/p/${token}`).set("Origin", "http://pages.example").expect(303);
});

it("pages are not stored, framed, indexed or told to other sites, and run no code but their own", async () => {
  const { headers } = await browserOf(world.app).get(`/p/${"A".repeat(43)}`);
  expect(headers).toMatchObject({
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
    "x-content-type-options": "nosniff",
  });
  expect(headers["content-security-policy"]).toBe(
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;form-action 'self';" +
      "frame-ancestors 'none';base-uri 'none'",
  );
});

it("over HTTPS cookies are for HTTPS only", async () => {
  const app = world.createApp({ publicBaseUrl: "https://pages.example" });
  const { headers } = await browserOf(app)
    .post(`/p/${await world.linkFor("people", "hr")}`)
    .expect(303);
  expect(headers["set-cookie"]).toEqual([expect.stringMatching(/; Secure; SameSite=Strict$/u)]);
  expect(headers["content-security-policy"]).toContain("upgrade-insecure-requests");
});

it("one address may not ask for ever", async () => {
  const app = world.createApp({ requestsPerMinute: 3 });
  const ask = () => supertest(app).get(`/p/${"A".repeat(43)}`);
  for (let asked = 0; asked < 3; asked += 1) await ask().expect(200);
  expect((await ask().expect(429)).text).toContain("มีคำขอมากเกินไป");
  await supertest(app).get("/p/assets/page.css").expect(200);
});

it("speaks the browser's language, or the one that was chosen, and Thai when it knows neither", async () => {
  const page = `/p/${"A".repeat(43)}`;
  const title = async (browser: ReturnType<typeof browserOf>, path: string, accept?: string) => {
    const request = browser.get(path);
    const { text } = await (accept === undefined ? request : request.set("Accept-Language", accept));
    return /<html lang="(\w+)">/u.exec(text)?.[1];
  };
  expect(await title(browserOf(world.app), page)).toBe("th");
  expect(await title(browserOf(world.app), page, "fr, de;q=0.5")).toBe("th");
  expect(await title(browserOf(world.app), page, "en-GB,en;q=0.9,th;q=0.1")).toBe("en");
  const browser = browserOf(world.app);
  expect(await title(browser, `${page}?language=en`, "th")).toBe("en");
  expect(await title(browser, page, "th")).toBe("en");
  expect(await title(browser, `${page}?language=th`, "en")).toBe("th");
  expect(await title(browser, `${page}?language=xx`, "en")).toBe("th");
});

it("says so when the records are away, and never writes a token or a session to the log", async () => {
  const token = await world.linkFor("people", "hr");
  const away = async () => {
    throw new UnavailableError("database");
  };
  const broken = async () => {
    throw new Error(`something with ${token}`);
  };
  const links = { ...world.links, open: away, grant: broken, end: away, create: away, eraseExpired: away };
  const app = world.createApp({ links });
  expect((await browserOf(app).post(`/p/${token}`).expect(503)).text).toContain("ไม่พร้อมใช้งาน");
  const failed = await supertest(app).get("/p/page").set("Cookie", "thaksa_page=secret-session");
  expect(failed.status).toBe(500);
  expect(world.logged).toHaveLength(1);
  const said = JSON.stringify(world.logged);
  expect(said).not.toContain(token);
  expect(said).not.toContain("secret-session");
});

it("a page that does not exist says so", async () => {
  const browser = await world.open("people");
  expect((await browser.get("/p/page/nothing").expect(404)).text).toContain("ไม่พบหน้านี้");
});
