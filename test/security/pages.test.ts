import { globSync, readFileSync } from "node:fs";
import { stringify } from "csv-stringify/sync";
import supertest from "supertest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { silentLog } from "../contracts/builders.ts";
import { browserOf, openPagesWorld, type PagesWorld } from "../pages/pages-world.ts";
import { temporaryFolder } from "../support/servers.ts";

let world: PagesWorld;
beforeEach(async () => {
  world = await openPagesWorld();
});
afterEach(() => world.close());

const PROJECT = new URL("../../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, PROJECT), "utf8");
const codeOf = (file: string) => read(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, "");
const PRIVATE = ["/p/page/people", "/p/page/people.csv", "/p/page/people?status=not_linked"];

describe("a page by name", () => {
  it("is kept by no browser and no proxy, whether it is a page, a file or a refusal", async () => {
    const browser = await world.open("people");
    for (const path of [...PRIVATE, "/p/page/roster", "/p/page/nothing", "/p/ended"]) {
      const { headers } = await browser.get(path);
      expect([path, headers["cache-control"]]).toEqual([path, "no-store"]);
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
  });

  it("leads nowhere but to this server, whatever the request says of where it came from", async () => {
    const browser = await world.open("people");
    const lies = {
      Host: "evil.example",
      "X-Forwarded-Host": "evil.example",
      Referer: "https://evil.example/",
    };
    for (const path of ["/p/page", "/p/page/people", "/p/page/people?language=en", "//evil.example/p/page"]) {
      const { text, headers } = await browser.get(path).set(lies);
      expect(text).not.toMatch(/(?:href|action|src)="(?:https?:)?\/\//u);
      expect(headers.location ?? "/p").toMatch(/^\/p/u);
    }
    const opened = await browserOf(world.app)
      .post(`/p/${await world.linkFor("people", "hr")}`)
      .set(lies);
    expect(opened.headers.location).toBe("/p/page");
  });

  it("does not let a form change what every object has", async () => {
    const browser = await world.open("people");
    const form = "__proto__=x&constructor=x&__proto__%5Bpolluted%5D=1&words=a&words=b&status=__proto__";
    await browser.post("/p/page/people").send(form).expect(200);
    await browser.get("/p/page/people?__proto__=x&status=constructor&notice=toString").expect(200);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("reads no more of a form than a small form has", async () => {
    const browser = await world.open("people");
    const answers = [
      await browser.post("/p/page/people", { words: "ก".repeat(20_000) }),
      await browser.post("/p/page/people").send(Array.from({ length: 30 }, (_, n) => `f${n}=x`).join("&")),
    ];
    expect(answers.map(({ status }) => status)).toEqual([413, 413]);
  });
});

describe("the pages", () => {
  it("of human resources have statuses, and no way to an answer", async () => {
    const [first] = await world.rounds.standings("dep", "2569", { limit: 1 });
    const known = ["isLinked", "name", "since", "staffNumber", "status", "unit", "unitName"];
    expect(Object.keys(first ?? {}).toSorted()).toEqual(known);
    const files = globSync("src/pages/**/*.ts", { cwd: PROJECT });
    // What a person said comes by this alone, and for the account the link was made for.
    const readers = files.filter((file) => read(file).includes("exportPerson"));
    expect(readers.toSorted()).toEqual(["src/pages/my-data/my-data-pages.ts", "src/pages/pages-parts.ts"]);
    expect(read("src/pages/my-data/my-data-pages.ts")).toContain("exportPerson(grant.personId)");
    const others = files.filter((file) => /ratings|loadPerson|records\b/u.test(codeOf(file)));
    expect(others.filter((file) => !file.includes("/my-data/"))).toEqual([]);
  });
});

describe("an uploaded file", () => {
  it.each(["../../../etc/passwd", "..\\..\\boot.ini", "/etc/cron.d/x", "a/../../b.csv", "C:\\x.csv"])(
    "named %j lies where all lie, and its folder is told nowhere",
    async (name) => {
      const browser = await world.open("roster");
      await browser.upload("staff_number,name,unit\n1,หนึ่ง ทดลอง,10\n", name);
      expect(world.uploads()).toEqual([expect.stringMatching(/^roster-[0-9a-f-]{36}$/u)]);
      const { text } = await browser.get("/p/page/roster/check");
      expect(text).not.toMatch(/\.\.[/\\]|cron\.d|C:|thaksa-test/u);
    },
  );
});

describe("a cell that begins like a formula", () => {
  const FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"];

  it.each(FORMULAS)("%j is made text", (cell) => {
    const [made] = stringify([[cell, "plain"]], { escape_formulas: true }).split("plain");
    expect(made?.replace(/^"/u, "").startsWith("'")).toBe(true);
  });

  it("is made text by everything that writes CSV", () => {
    const writers = globSync("src/**/*.ts", { cwd: PROJECT })
      .map((file) => [file, read(file)] as const)
      .filter(([, code]) => code.includes('from "csv-stringify'));
    expect(writers.length).toBeGreaterThanOrEqual(5);
    for (const [file, code] of writers) {
      const options = [...code.matchAll(/\bstringify\((?:[^()]*,\s*)?(\{[^}]*\}|OPTIONS)\)/gu)];
      const calls = code.match(/\bstringify\(/gu) ?? [];
      expect([file, options.length]).toEqual([file, calls.length]);
      for (const [, said = ""] of options) expect(said).toMatch(/escape_formulas: true|OPTIONS/u);
      if (code.includes("OPTIONS")) expect(code).toMatch(/OPTIONS = \{ escape_formulas: true/u);
    }
  });
});

describe("where requests come from", () => {
  it.each([
    ["0", 429],
    ["1", 200],
  ])("is believed of %s proxies and no more", async (proxies, last) => {
    const folder = temporaryFolder();
    const settings = { LINE_CHANNEL_SECRET: "s", LINE_CHANNEL_ID: "1", DATA_DIR: folder.path };
    const config = readConfig({
      ...settings,
      PUBLIC_BASE_URL: "https://x.example",
      TRUSTED_PROXIES: proxies,
    });
    const app = await createApp(config, { log: silentLog });
    try {
      const statuses: number[] = [];
      for (let address = 0; address <= 300; address += 1) {
        const from = `10.0.${Math.floor(address / 200)}.${address % 200}`;
        const path = `/p/${"A".repeat(43)}`;
        statuses.push((await supertest(app.http).get(path).set("X-Forwarded-For", from)).status);
      }
      expect(statuses.slice(0, 300).filter((status) => status !== 200)).toEqual([]);
      expect(statuses.at(-1)).toBe(last);
    } finally {
      await app.stop();
      folder.remove();
    }
  });
});
