import { afterAll, beforeAll, expect, it } from "vitest";
import { Player, tappables } from "../support/player.ts";
import { temporaryFolder } from "../support/servers.ts";
import { endServices, type Line, type Program, type Service, startLine, startService } from "./service.ts";

const PATIENCE_MS = 20_000;
const USER = `U${"a1".repeat(16)}`;

const folder = temporaryFolder();
let line: Line;
let player: Player;

beforeAll(async () => {
  line = await startLine();
  player = new Player(line.line, USER);
});
afterAll(async () => {
  await endServices();
  await line.close();
  folder.remove();
});

async function start(program: Program, settings: Readonly<Record<string, string>> = {}): Promise<Service> {
  const service = startService(program, { ...line.settings, DATA_DIR: folder.path, ...settings });
  line.deliverTo(await service.url);
  await service.said("Ready");
  return service;
}

/** What the bot says although nobody did anything new. */
const answerOfItself = () => line.line.log.nextMessages(USER, PATIENCE_MS) as Promise<Player["latest"]>;

it("keeps everything when it is killed and started again on its folder", { timeout: 60_000 }, async () => {
  const first = await start("src/main.ts");
  await player.follow();
  for (const choice of ["accept|", "stage|early", "group|early|service", "begin_full", "rate|"]) {
    await player.tap(choice);
  }
  const asked = player.latest;

  const other = startService("src/main.ts", { ...line.settings, DATA_DIR: folder.path });
  expect(await other.ended).toBe(1);
  expect(other.output()).toMatch(/^Another Thaksa server already works in the data folder .*\n$/);
  first.kill("SIGKILL");
  expect(await first.ended).toBe("SIGKILL");

  const second = await start("test/faults/crashing-service.ts", { CRASH_AT: "committed" });
  const [button] = tappables(asked).filter(({ data }) => data.startsWith("rate|"));
  line.line.people.tap(USER, button ?? { data: "" });
  expect(await second.ended).toBe("SIGKILL");

  await start("test/faults/crashing-service.ts");
  player.latest = await answerOfItself();
  for (let taps = 0; taps < 20 && asksForLevel(); taps++) await player.tap("rate|");
  expect(JSON.stringify(player.latest)).toContain("ผลการประเมิน");
  const replies = line.line.log.calls().filter(({ accepted }) => accepted);
  expect(replies).toHaveLength(5 + 8);
  expect(line.line.log.rejected()).toEqual([]);
});

function asksForLevel(): boolean {
  return tappables(player.latest).some(({ data }) => data.startsWith("rate|"));
}
