import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { noticeVersionAt } from "../../src/core/conversation/content-for.ts";
import { LINK_CODE_LIFETIME_MS } from "../../src/core/people/link-code.ts";
import { USUAL_RULES } from "../../src/core/reminder/reminder-policy.ts";
import { addPeople } from "../contracts/add-people.ts";
import { orgUnit, rosterMember } from "../contracts/people-builders.ts";
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

const PATIENT = { timeout: 20_000 };
const HOUR_MS = 60 * 60 * 1_000;
/** A working Wednesday, 9:00 in Bangkok: everybody links, and is left in peace for an hour after that. */
const MORNING = Date.UTC(2026, 10, 25, 2);
const said = content.texts.th;
const UNITS = [orgUnit("10"), orgUnit("20")];
const TEAM = ["1", "2", "3"];
const MEMBERS = [
  ...TEAM.map((number) => rosterMember(number)),
  rosterMember("4"),
  rosterMember("7", { group: "management", manages: ["10"] }),
  rosterMember("8", { unit: "20", role: "hr" }),
  rosterMember("9", { unit: "20", role: "hr" }),
];
const ROUND = { id: "2569-1", name: "รอบตัวอย่าง", opensAt: MORNING - 24 * HOUR_MS, closesAt: null };

const [redis, postgres] = await Promise.all([findRedis(), findPostgres()]);
describeWith({ url: "" }, "reminders on one SQLite file", () => story(async () => ({})));
describeWith("missing" in redis ? redis : postgres, "reminders on Redis and PostgreSQL", () => {
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
  const players = new Map<string, Player>();
  const player = (number: string): Player => {
    const found = players.get(number);
    if (found === undefined) throw new Error(`nobody has the number ${number}`);
    return found;
  };
  const runs = (organisation = "dep") => bot.app.storage.reminders.runs.runs(organisation, { limit: 20 });
  /** How many pushes have reached each of some people. */
  const pushesTo = (numbers: readonly string[]) =>
    numbers.map(
      (number) =>
        bot.line.log
          .calls()
          .filter(({ endpoint, accepted }) => endpoint.includes("push") && accepted)
          .filter(({ recipients }) => recipients.includes(player(number).userId)).length,
    );
  const allPushes = () => bot.line.log.calls().filter(({ endpoint }) => endpoint.includes("push")).length;

  /** Somebody new in the chat who links with the code of their roster entry and accepts the notice. */
  async function link(number: string, code: string): Promise<void> {
    const { userId } = bot.line.people.add({ displayName: `ผู้ทดสอบ ${number}` });
    const somebody = new Player(bot.line, userId);
    players.set(number, somebody);
    await somebody.follow();
    await somebody.type(code);
    await somebody.tap("link_confirm");
    await somebody.tap("accept|");
  }

  async function addOrganisation(id: string, members: typeof MEMBERS): Promise<ReadonlyMap<string, string>> {
    const { directory, linking, rounds } = bot.app.storage;
    await addPeople(directory, id, members, UNITS);
    const at = bot.line.controls.now();
    await rounds.open(id, ROUND, "operator:test", at);
    const order = { organisation: id, onlyUnlinked: true, actor: "operator:test", at };
    const issued = await linking.issueCodes({ ...order, expiresAt: at + LINK_CODE_LIFETIME_MS });
    return new Map(issued.map(({ staffNumber, code }) => [staffNumber, code]));
  }

  /** A run that stays as it is. */
  async function launchTomorrow(id: string, organisation: string): Promise<void> {
    const at = bot.line.controls.now();
    const noticeVersion = noticeVersionAt(organisation, bot.app.content);
    const { status } = await bot.app.storage.reminders.runs.launch({
      id,
      target: { organisation, round: ROUND, unit: "", noticeVersion },
      step: "test",
      rules: USUAL_RULES,
      quota: { period: "2026-11", limit: null, used: 0 },
      atMost: null,
      actor: "operator:test",
      reporter: null,
      at,
      startsAt: at + 24 * HOUR_MS,
    });
    expect(status).toBe("launched");
  }

  beforeAll(async () => {
    bot = await startBotWithLine({ PUBLIC_BASE_URL: "https://bot.example", ...(await settings()) });
    bot.line.controls.moveClock(MORNING - bot.line.controls.now());
    const codes = await addOrganisation("dep", MEMBERS);
    const others = await addOrganisation("dep-b", [rosterMember("b1")]);
    // Number 4 never links.
    for (const number of [...TEAM, "7", "8", "9"]) await link(number, codes.get(number) ?? "");
    await link("b1", others.get("b1") ?? "");
    bot.line.controls.moveClock(2 * HOUR_MS);
  }, 60_000);
  afterAll(() => bot.stop());

  it("an HR officer sees first whom it reaches and what it uses, and nothing is sent by that", async () => {
    bot.line.controls.set({ quota: 100 });
    const hr = player("8");
    const choice = textsOf(await hr.type("เตือน"));
    expect(choice).toContain(said["remind.choose_title"]);
    const preview = textsOf(await hr.tap("remind_unit|10"));
    expect(preview).toContain(said["remind.why_not_linked"]);
    expect(preview).toContain("100");
    expect(tappables(hr.latest).find(({ data }) => data.startsWith("remind_send|"))?.data).toMatch(
      /^remind_send\|4\|\d+\|10$/u,
    );
    expect(await runs()).toEqual([]);
    expect(allPushes()).toBe(0);
  });

  it("forged buttons lead to nothing", async () => {
    const hr = player("8");
    const now = Math.floor(bot.line.controls.now() / 1_000);
    await launchTomorrow("foreign-run", "dep-b");
    const [noUnit, noRun] = [said["remind.refusal_unknown_unit"], said["run.not_found"]];
    for (const [data, answer] of [
      ["remind_unit|99", noUnit],
      [`remind_send|999|${now}|99`, noUnit],
      [`remind_send|999|${now + 9_999}|99`, noUnit],
      ["remind_run|nothing-like-it", noRun],
      ["remind_run|foreign-run", noRun],
      ["remind_stop_ask|foreign-run", noRun],
      ["remind_steer|pause|foreign-run", noRun],
      ["remind_steer|stop|foreign-run", noRun],
    ] as const)
      expect(textsOf(await hr.tapAny({ data }))).toContain(answer);
    // A preview of a time to come was never shown: it is made anew, and sends nothing.
    expect(textsOf(await hr.tapAny({ data: `remind_send|999|${now + 9_999}|10` }))).toContain(
      said["remind.old"],
    );
    expect(await runs()).toEqual([]);
    expect(await runs("dep-b")).toMatchObject([{ id: "foreign-run", state: "sending", planned: 1 }]);
    expect(allPushes()).toBe(0);
  });

  it("a manager and an officer get no reminders sent, whatever they type or tap", async () => {
    const now = Math.floor(bot.line.controls.now() / 1_000);
    for (const [number, answer] of [
      ["7", said["people.not_for_managers"]],
      ["1", said["people.not_allowed"]],
    ] as const) {
      const somebody = player(number);
      expect(textsOf(await somebody.type("เตือน"))).toBe(answer);
      for (const data of ["remind_unit|10", `remind_send|4|${now}|10`, "remind_steer|stop|foreign-run"])
        expect(textsOf(await somebody.tapAny({ data }))).toBe(answer);
    }
    expect(await runs()).toEqual([]);
    expect(allPushes()).toBe(0);
    // Whoever was active is left in peace for an hour, so that they count again below.
    bot.line.controls.moveClock(2 * HOUR_MS);
  });

  it("of two HR officers who tap at the same moment one sends, and everybody gets one message", async () => {
    // Room for one of them: four people, the report, and what is promised to the other organisation.
    bot.line.controls.set({ quota: 6 });
    const both = [player("8"), player("9")];
    for (const hr of both) {
      await hr.type("เตือน");
      await hr.tap("remind_unit|10");
    }
    const answers = await Promise.all(both.map((hr) => hr.tap("remind_send|")));
    const launched = answers.map((answer) => textsOf(answer).includes(said["run.launched"] ?? "?"));
    expect(launched.filter((isSo) => isSo)).toEqual([true]);
    expect(await runs()).toMatchObject([{ planned: 4, unit: { id: "10" } }]);
    const sender = launched[0] === true ? "8" : "9";
    await vi.waitFor(() => {
      expect(pushesTo([...TEAM, "7", sender])).toEqual([1, 1, 1, 1, 1]);
    }, PATIENT);
    const [run] = await runs();
    expect(run).toMatchObject({ state: "done", sent: 4, planned: 4, unknown: 0, refused: 0 });
    expect(run?.startedBy).toMatch(/^member:/u);
    expect(allPushes()).toBe(5);
  });

  it("the report is there to be read, and the same button tapped again sends nothing", async () => {
    const [run] = await runs();
    const hr = player("8");
    const shown = textsOf(await hr.tapAny({ data: `remind_run|${run?.id}` }));
    expect(shown).toContain(said["run.state_done"]);
    const now = Math.floor(bot.line.controls.now() / 1_000);
    await hr.tapAny({ data: `remind_send|999|${now}|10` });
    expect(await runs()).toHaveLength(1);
    expect(allPushes()).toBe(5);
  });

  it("LINE never refused a message", () => {
    expect(bot.line.log.rejected()).toEqual([]);
  });
}
