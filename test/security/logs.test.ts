import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LINK_CODE_LIFETIME_MS } from "../../src/core/people/link-code.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlLinking } from "../../src/database/sql-linking.ts";
import { signatureOf } from "../../src/simulator/webhook-sender.ts";
import { organisation, orgUnit, rosterChanges, rosterMember } from "../contracts/people-builders.ts";
import {
  endServices,
  type Line,
  type Service,
  startLine,
  startProcess,
  startService,
} from "../faults/service.ts";
import { Player, textsOf } from "../support/player.ts";
import { describeWith, findPostgresProgram, findRedisProgram } from "../support/servers.ts";
import { CANARIES, embeddedStores, type Stores, serverStores } from "./troubled-stores.ts";

const PATIENCE = { timeout: 60_000 };
const WAIT = { timeout: 30_000, interval: 50 };
const BASE = "https://canary-host.example";
const WRONG_CODE = "AAAA333334";
const EMAIL = `${CANARIES.email}@example.go.th`;

function story(start: () => Promise<Stores>): void {
  const secrets = new Map<string, string>([...Object.entries(CANARIES), ["wrong code", WRONG_CODE]]);
  const seen: string[] = [];
  let stores: Stores;
  let line: Line;
  let service: Service;
  let url: string;
  let player: Player;

  beforeAll(async () => {
    [stores, line] = await Promise.all([start(), startLine()]);
    for (const [name, value] of Object.entries(line.settings))
      if (name !== "LINE_API_BASE_URL") secrets.set(name, value);
    service = startService("src/main.ts", {
      ...line.settings,
      ...stores.settings,
      LINE_CHANNEL_SECRET_PREVIOUS: CANARIES.previousSecret,
      PUBLIC_BASE_URL: BASE,
      LOG_LEVEL: "trace",
    });
    url = await service.url;
    await service.said("Ready");
    line.deliverTo(url);
    const { userId } = line.line.people.add({ displayName: CANARIES.displayName });
    secrets.set("user id", userId);
    player = new Player(line.line, userId);
  }, 60_000);
  afterAll(async () => {
    await endServices();
    await line.close();
    await stores.discard();
  });

  /** What the operator's monitoring reads is kept beside the output. */
  async function monitor(): Promise<void> {
    for (const path of ["/readyz", "/metrics"]) seen.push(await (await fetch(`${url}${path}`)).text());
  }

  function post(body: string, secret: string = CANARIES.previousSecret): Promise<Response> {
    const signature = signatureOf(secret, body);
    secrets.set(`signature ${secrets.size}`, signature);
    const headers = { "x-line-signature": signature, "x-canary": CANARIES.header };
    return fetch(`${url}/webhook`, { method: "POST", body, headers });
  }

  /** An event with a reply token LINE knows nothing of. */
  function eventOf(more: object): object {
    return {
      mode: "active",
      timestamp: Date.now(),
      source: { type: "user", userId: player.userId },
      webhookEventId: randomBytes(13).toString("hex"),
      deliveryContext: { isRedelivery: false },
      replyToken: CANARIES.replyToken,
      ...more,
    };
  }

  async function linkCode(): Promise<string> {
    const database = stores.open();
    try {
      const directory = new SqlDirectory(database);
      const name = { th: CANARIES.organisationName, en: CANARIES.organisationName };
      await directory.addOrganisation(organisation({ name, controller: name }), "operator:test");
      const added = [rosterMember("1", { name: CANARIES.memberName, email: EMAIL, role: "hr" })];
      const addedUnits = [orgUnit("10", null, CANARIES.unitName)];
      const update = { organisation: "dep", revision: 0, deactivateMissing: false, actor: "operator:test" };
      const changes = rosterChanges({ addedUnits, added });
      await directory.applyRoster({ ...update, changes, at: Date.now(), detail: {} });
      const order = { organisation: "dep", onlyUnlinked: true, actor: "operator:test", at: Date.now() };
      const linking = new SqlLinking(database);
      const [issued] = await linking.issueCodes({ ...order, expiresAt: Date.now() + LINK_CODE_LIFETIME_MS });
      return issued?.code ?? "";
    } finally {
      await database.destroy();
    }
  }

  it("writes a good day without them", PATIENCE, async () => {
    const code = await linkCode();
    secrets.set("link code", code);
    await player.follow();
    expect(textsOf(await player.type(code))).not.toBe("");
    await player.tap("link_confirm");
    await player.tap("accept|");
    await player.type(CANARIES.typed);
    await player.type("จัดการบุคลากร");
    const text = textsOf(await player.tap("page|roster"));
    const token = /\/p\/([\w-]+)/u.exec(text)?.[1] ?? "";
    secrets.set("page token", token);
    const headers = { "sec-fetch-site": "same-origin" };
    const opened = await fetch(`${url}/p/${token}`, { method: "POST", headers, redirect: "manual" });
    const session = /thaksa_page=([\w-]+)/u.exec(opened.headers.get("set-cookie") ?? "")?.[1] ?? "";
    secrets.set("page session", session);
    const form = new FormData();
    form.set("file", new Blob([`staff_number,name,unit\n1,${CANARIES.memberName},10\n`]), CANARIES.fileName);
    const cookie = `thaksa_page=${session}`;
    const uploaded = await fetch(`${url}/p/page/roster`, {
      method: "POST",
      body: form,
      headers: { ...headers, cookie },
    });
    expect(uploaded.status).toBeLessThan(500);
    expect(await uploaded.text()).toContain(CANARIES.fileName);
    await monitor();
  });

  it("writes what attackers and broken senders send without them", PATIENCE, async () => {
    const bodies = [`{"${CANARIES.malformed}`, `{"events":"${CANARIES.malformed}"}`];
    for (const body of bodies) expect((await post(body)).status).toBe(400);
    expect((await post("{}", CANARIES.malformed)).status).toBe(401);
    const strange = eventOf({ type: CANARIES.malformed, [CANARIES.malformed]: 1 });
    expect((await post(JSON.stringify({ events: [strange] }))).status).toBe(200);
    const cookie = `thaksa_page=${CANARIES.cookie}`;
    for (const path of [`/p/${CANARIES.path}`, `/p/page/${CANARIES.path}?x=${CANARIES.path}`, "/p/%E0%A4%A"])
      expect((await fetch(`${url}${path}`, { headers: { cookie } })).status).toBeLessThan(500);
    await monitor();
  });

  it("writes LINE's refusals and failures without them", PATIENCE, async () => {
    const text = { type: "text", id: "1", text: CANARIES.typed, quoteToken: CANARIES.replyToken };
    const events = [
      eventOf({ type: "message", message: text }),
      eventOf({ type: "postback", postback: { data: `${CANARIES.postback}|x` } }),
    ];
    expect((await post(JSON.stringify({ destination: "U0", events }))).status).toBe(200);
    await vi.waitFor(() => {
      const refused = line.line.log.calls().filter(({ reason }) => reason === "invalid_reply_token");
      expect(refused).toHaveLength(2);
    }, WAIT);
    for (const fault of ["500", "429", "accept_then_500"] as const) {
      line.line.controls.failNext(1, fault);
      await player.type(CANARIES.typed);
    }
    expect(service.output()).toContain("LINE did not take messages now");
  });

  it("writes the failures of its stores without them", PATIENCE, async () => {
    await stores.trouble(async (expected) => {
      const before = service.output().length;
      const stranger = line.line.people.add({ displayName: CANARIES.displayName }).userId;
      secrets.set(`stranger ${secrets.size}`, stranger);
      // Looking it up notes a wrong try of theirs.
      line.line.people.sendText(stranger, WRONG_CODE);
      line.line.people.sendText(player.userId, CANARIES.typed);
      line.line.people.tap(player.userId, { data: `${CANARIES.postback}|y` });
      const cookie = `thaksa_page=${secrets.get("page session")}`;
      await fetch(`${url}/p/page/roster`, { headers: { cookie } });
      await monitor();
      await vi.waitFor(() => expect(service.output().slice(before)).toMatch(expected), WAIT);
    });
  });

  it("has said much, and none of them stands in anything it ever said", async () => {
    service.kill("SIGTERM");
    await service.ended;
    const said = [service.output(), ...seen].join("\n");
    expect(said.split("\n").length).toBeGreaterThan(20);
    // The search itself finds what is there.
    expect(said).toContain("thaksa_webhook_seconds");
    const values = [...secrets].filter(([, value]) => value !== "");
    expect(values.length).toBeGreaterThanOrEqual(Object.keys(CANARIES).length + 5);
    expect(values.filter(([, value]) => said.includes(value)).map(([name]) => name)).toEqual([]);
    expect(said).not.toMatch(/Bearer|canary/u);
  });
}

const [redisProgram, postgresProgram] = await Promise.all([findRedisProgram(), findPostgresProgram()]);

describe("a log at the most talkative level, on one SQLite file", () => story(embeddedStores));
describeWith(
  "missing" in redisProgram ? redisProgram : postgresProgram,
  "a log at the most talkative level, on Redis and PostgreSQL",
  () => story(serverStores),
);

describe("an error nobody catches", () => {
  afterAll(() => endServices());

  it.each(["starting", "running"])(
    "while %s tells its kind and place, and nothing it carries",
    async (when) => {
      const words = [process.execPath, "test/security/surprise.ts"] as const;
      const service = startProcess(words, { CANARY: CANARIES.typed, WHEN: when });
      expect(await service.ended).toBe(1);
      expect(service.output()).toContain("TypeError");
      expect(service.output()).toContain("surprise.ts");
      // What is thrown while starting is told in its own words, without what hangs on it.
      const told = service.output().replace(when === "starting" ? `about ${CANARIES.typed}` : "", "");
      expect(told).not.toContain(CANARIES.typed);
    },
  );
});
