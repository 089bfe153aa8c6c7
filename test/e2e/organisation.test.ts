import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { LINK_CODE_LIFETIME_MS } from "../../src/core/people/link-code.ts";
import { organisation, orgUnit, rosterChanges, rosterMember } from "../contracts/people-builders.ts";
import { type BotWithLine, startBotWithLine } from "../support/bot-with-line.ts";
import { content } from "../support/builders.ts";
import { Player, tappables, textsOf } from "../support/player.ts";
import {
  createDatabase,
  describeWith,
  findPostgres,
  findRedis,
  freshPrefix,
  removePrefix,
} from "../support/servers.ts";

const PATIENT = { timeout: 10_000 };
const said = content.texts.th;
const BASE = "https://bot.example";
const ORGANISATION = "dep";
/** Six people of one team, its head, and an HR officer. */
const TEAM = ["1", "2", "3", "4", "5", "6"];
const MEMBERS = [
  ...TEAM.map((number) => rosterMember(number, { group: "service" })),
  rosterMember("7", { group: "management", manages: ["10"] }),
  rosterMember("8", { group: "academic", role: "hr" }),
];

const [redis, postgres] = await Promise.all([findRedis(), findPostgres()]);
describeWith({ url: "" }, "an organisation on one SQLite file", () => story(async () => ({})));
describeWith("missing" in redis ? redis : postgres, "an organisation on Redis and PostgreSQL", () => {
  const prefix = freshPrefix();
  let database: Awaited<ReturnType<typeof createDatabase>>;
  const serverUrl = (server: typeof redis) => ("url" in server ? server.url : "");
  // The first registered is the last to run: when the bot has stopped.
  afterAll(async () => {
    await database.drop();
    await removePrefix(serverUrl(redis), prefix);
  });
  story(async () => {
    database = await createDatabase(serverUrl(postgres));
    return { REDIS_URL: serverUrl(redis), DATABASE_URL: database.url, REDIS_KEY_PREFIX: prefix };
  });
});

function story(settings: () => Promise<Readonly<Record<string, string>>>): void {
  let bot: BotWithLine;
  let codes: ReadonlyMap<string, string>;
  const players = new Map<string, Player>();
  const player = (number: string) => {
    const known = players.get(number);
    if (known) return known;
    const { userId } = bot.line.people.add({ displayName: `ผู้ทดสอบ ${number}` });
    const fresh = new Player(bot.line, userId);
    players.set(number, fresh);
    return fresh;
  };
  const changeRoster = async (changes: Parameters<typeof rosterChanges>[0], deactivateMissing = false) => {
    const { directory } = bot.app.storage;
    const roster = await directory.roster(ORGANISATION);
    const isApplied = await directory.applyRoster({
      organisation: ORGANISATION,
      revision: roster?.revision ?? -1,
      changes: rosterChanges(changes),
      deactivateMissing,
      actor: "operator:test",
      at: bot.line.controls.now(),
      detail: {},
    });
    expect(isApplied).toBe(true);
  };
  const memberWith = async (number: string) => {
    const roster = await bot.app.storage.directory.roster(ORGANISATION);
    const found = roster?.members.find(({ staffNumber }) => staffNumber === number);
    if (found === undefined) throw new Error(`nobody has the number ${number}`);
    return found;
  };

  /** The reply may be there before the records are. */
  const expectNoted = (note: object) =>
    vi.waitFor(async () => {
      const [latest] = await bot.app.storage.audit.list({ organisation: ORGANISATION, limit: 1 });
      expect(latest).toMatchObject(note);
    }, PATIENT);

  beforeAll(async () => {
    bot = await startBotWithLine({ PUBLIC_BASE_URL: BASE, ...(await settings()) });
    const { directory, linking } = bot.app.storage;
    const at = bot.line.controls.now();
    await directory.addOrganisation(organisation({ stage: "developing", threshold: 5 }), "operator:test");
    await changeRoster({ addedUnits: [orgUnit("10"), orgUnit("20")], added: MEMBERS });
    const issued = await linking.issueCodes({
      organisation: ORGANISATION,
      onlyUnlinked: true,
      expiresAt: at + LINK_CODE_LIFETIME_MS,
      actor: "operator:test",
      at,
    });
    codes = new Map(issued.map(({ staffNumber, code }) => [staffNumber, code]));
  });
  afterAll(() => bot.stop());

  async function link(number: string): Promise<void> {
    const somebody = player(number);
    await somebody.follow();
    await somebody.type(codes.get(number) ?? "");
    await somebody.tap("link_confirm");
    await somebody.tap("accept|");
  }

  async function answerAll(number: string, code: string): Promise<void> {
    const somebody = player(number);
    await somebody.tap("begin_full");
    while (tappables(somebody.latest).some(({ data }) => data.startsWith("rate|"))) {
      const button = tappables(somebody.latest).find(({ data }) => data.endsWith(`|${code}`));
      await somebody.tapAny(button ?? { data: "" });
    }
  }

  it("an officer links, is asked neither stage nor group, and completes the assessment", async () => {
    await link("1");
    expect(textsOf(player("1").latest)).toContain("ทะเบียนบุคลากร");
    await answerAll("1", "0");
    expect(textsOf(player("1").latest)).toContain("ผลการประเมิน");
  });

  it("a code is good for one account only, and wrong ones lock out", async () => {
    const stranger = player("stranger");
    await stranger.follow();
    expect(textsOf(await stranger.type(codes.get("1") ?? ""))).toBe(said["link.used"]);
    for (const end of ["34", "36", "37", "39", "43"]) await stranger.type(`AAAA3333${end}`);
    expect(textsOf(await stranger.type(codes.get("2") ?? ""))).toBe(
      said["link.locked"]?.replace("{minutes}", "60"),
    );
  });

  it("the head of the team sees nothing before enough people answered, and then the whole card", async () => {
    await link("7");
    expect(textsOf(await player("7").type("ทีม"))).not.toContain("%");
    for (const number of TEAM.slice(1)) {
      await link(number);
      await answerAll(number, "1");
    }
    await bot.app.teams.refresh(bot.line.controls.now());
    const card = textsOf(await player("7").type("ทีม"));
    expect(card).toContain("หน่วย 10");
    expect(card).toMatch(/\d+%/u);
  });

  it("the head reads no other unit, whatever the button says", async () => {
    const calls = bot.line.log.calls().length;
    bot.line.people.tap(player("7").userId, { data: "team_unit|20" });
    await expectNoted({ action: "team_refused", detail: { unit: "20" } });
    const replies = bot.line.log
      .calls()
      .slice(calls)
      .filter(({ endpoint }) => endpoint.includes("reply"));
    expect(replies).toEqual([]);
  });

  it("an HR officer gets links to pages that open for them", async () => {
    await link("8");
    await player("8").type("จัดการบุคลากร");
    const text = textsOf(await player("8").tap("page|people"));
    const path = /https:\/\/bot\.example(\/p\/[\w-]+)/u.exec(text)?.[1];
    const offered = await fetch(`${bot.url}${path}`);
    expect(offered.status).toBe(200);
    expect(textsOf(await player("7").type("สถานะรายบุคคล"))).not.toContain("https://");
  });

  it("who loses a role loses its access with the next message", async () => {
    const head = await memberWith("7");
    await changeRoster({ changed: [{ before: head, after: { ...head, manages: [] }, fields: ["manages"] }] });
    expect(textsOf(await player("7").type("ทีม"))).toBe(said["team.not_allowed"]);
  });

  it("who leaves is told, and keeps what they answered", async () => {
    await changeRoster({ unlisted: [await memberWith("2")] }, true);
    expect(textsOf(await player("2").type("ผล"))).toContain(said["link.ended"]);
  });

  it("who erases their data is a stranger to the bot, and the figures lose their cell", async () => {
    const somebody = player("3");
    await somebody.type("ถอนความยินยอม");
    await somebody.tap("erase_sure");
    expect(textsOf(await somebody.tap("erase_now"))).toBe(said["my_data.erased"]);
    const { records } = bot.app.storage;
    await vi.waitFor(async () => expect(await records.loadPerson(somebody.userId)).toBeUndefined(), PATIENT);
    const stored = JSON.stringify(await bot.app.storage.exportPerson(somebody.userId));
    expect(stored).not.toContain("rate");
    await somebody.type("เริ่ม");
    expect(tappables(somebody.latest).map(({ data }) => data)).toContain(`accept|${content.notice.version}`);
    await expectNoted({ action: "erasure", subject: (await memberWith("3")).id });
  });

  it("LINE never refused a message", () => {
    expect(bot.line.log.rejected()).toEqual([]);
  });
}
