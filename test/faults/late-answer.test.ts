import { afterAll, beforeAll, expect, it } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { type Records, UnavailableError } from "../../src/runner/ports.ts";
import { listen, type RunningServer } from "../../src/web/http-server.ts";
import { silentLog } from "../contracts/builders.ts";
import { override } from "../support/override.ts";
import { Player, tappables, textsOf } from "../support/player.ts";
import { temporaryFolder } from "../support/servers.ts";
import { type Line, startLine } from "./service.ts";

const USER = `U${"a1".repeat(16)}`;
const folder = temporaryFolder();
const putBack = Promise.withResolvers<void>();
let isAway = true;
let line: Line;
let app: App;
let server: RunningServer;
let player: Player;

/** The same records, away for as long as the test says. */
function sometimesAway(records: Records): Records {
  const unlessAway = <T>(work: () => Promise<T>): Promise<T> =>
    isAway ? Promise.reject(new UnavailableError("database")) : work();
  return {
    apply: (...args) => unlessAway(() => records.apply(...args)),
    loadPerson: (...args) => unlessAway(() => records.loadPerson(...args)),
    erasedUpTo: (...args) => unlessAway(() => records.erasedUpTo(...args)),
  };
}

beforeAll(async () => {
  line = await startLine();
  app = await createApp(readConfig({ ...line.settings, DATA_DIR: folder.path }), {
    clock: { now: line.line.controls.now },
    log: silentLog,
    wrapHost: (host) => ({
      ...host,
      records: sometimesAway(host.records),
      inbox: override(host.inbox, {
        release: async (...args) => {
          await host.inbox.release(...args);
          putBack.resolve();
        },
      }),
    }),
  });
  server = await listen(app.http, 0, "127.0.0.1");
  line.deliverTo(`http://127.0.0.1:${server.port}`);
  await app.start();
  player = new Player(line.line, USER);
});
afterAll(async () => {
  await server.close();
  await app.stop();
  await line.close();
  folder.remove();
});

it("shows the loading animation, then the card when the minute runs out, and the answer after its tap", async () => {
  const { controls, log, people } = line.line;
  const card = log.nextMessages(USER);
  people.follow(USER);
  await log.waitFor((entry) => entry.kind === "api" && entry.endpoint.includes("loading"));
  await putBack.promise;
  controls.moveClock(41_000);
  player.latest = (await card) as Player["latest"];
  expect(tappables(player.latest).map(({ data }) => data)).toEqual(["see_answer"]);
  controls.moveClock(20_000);
  isAway = false;
  await player.tap("see_answer");
  expect(tappables(player.latest).some(({ data }) => data.startsWith("accept|"))).toBe(true);
  const replies = log.calls().filter(({ endpoint }) => endpoint.includes("/message/"));
  expect(replies.map(({ endpoint, accepted }) => [endpoint, accepted])).toEqual([
    ["POST /v2/bot/message/reply", true],
    ["POST /v2/bot/message/reply", true],
  ]);
  expect(textsOf(player.latest)).not.toBe("");
  expect(log.rejected()).toEqual([]);
});
