import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { silentLog } from "../contracts/builders.ts";
import type { CrashPoint } from "../support/crash-points.ts";
import { Player, type Received, type Tappable, tappables } from "../support/player.ts";
import {
  createDatabase,
  describeWith,
  findPostgres,
  findRedis,
  freshPrefix,
  removePrefix,
} from "../support/servers.ts";
import { endServices, type Line, type Service, startLine, startService } from "./service.ts";

const [redis, postgres] = await Promise.all([findRedis(), findPostgres()]);
const PATIENCE_MS = 20_000;
const USER = `U${"a1".repeat(16)}`;
/** Those of CRASH_POINTS between which something outside the process changes. */
const STEPS: readonly CrashPoint[] = [
  "claimed",
  "loaded",
  "committed",
  "recorded",
  "replied",
  "settled",
  "acknowledged",
];
const CRASHING = "test/faults/crashing-service.ts";

describeWith("url" in redis ? postgres : redis, "with the web process alive and workers killed", () => {
  const redisUrl = "url" in redis ? redis.url : "";
  const prefix = freshPrefix();
  let line: Line;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let settings: Readonly<Record<string, string>>;
  let worker: Service;
  let latest: readonly Received[];
  /** The level tapped, by question. */
  const given: Record<string, number> = {};
  let acts = 0;

  beforeAll(async () => {
    line = await startLine();
    database = await createDatabase("url" in postgres ? postgres.url : "");
    const servers = { REDIS_URL: redisUrl, DATABASE_URL: database.url, REDIS_KEY_PREFIX: prefix };
    settings = { ...line.settings, ...servers };
    const web = startService("src/main.ts", { ...settings, ROLE: "web" });
    worker = startService(CRASHING, { ...settings, ROLE: "worker" });
    line.deliverTo(await web.url);
    await Promise.all([web.said("Ready"), worker.said("Ready")]);
  });
  afterAll(async () => {
    await endServices();
    await line.close();
    await Promise.all([removePrefix(redisUrl, prefix), database.drop()]);
  });

  const nextAnswer = () => line.line.log.nextMessages(USER, PATIENCE_MS) as Promise<readonly Received[]>;

  /** Taps a level of the question asked last; the answer is not waited for. */
  async function tapLevel(): Promise<void> {
    const levels = tappables(latest).filter(({ data }) => data.startsWith("rate|"));
    const [, , item = ""] = levels[0]?.data.split("|") ?? [];
    const level = acts % 4;
    given[item] = level;
    acts += 1;
    await line.line.people.tap(USER, levels[level] as Tappable).delivered;
  }

  it("begins an assessment, then stops gracefully on SIGTERM", async () => {
    const player = new Player(line.line, USER);
    await player.follow();
    for (const prefix of ["accept|", "stage|early", "group|early|technologist", "begin_full"]) {
      await player.tap(prefix);
      acts += 1;
    }
    acts += 1;
    latest = player.latest;
    worker.kill("SIGTERM");
    expect(await worker.ended).toBe(0);
    await tapLevel();
  });

  it.each(STEPS)("killed when %s", { timeout: PATIENCE_MS }, async (point) => {
    worker = startService(CRASHING, { ...settings, ROLE: "worker", CRASH_AT: point });
    // The tap before is old to this worker; the next one comes after its start, and it dies of that.
    await worker.said("Ready");
    latest = await nextAnswer();
    await tapLevel();
    expect(await worker.ended).toBe("SIGKILL");
  });

  it.each(["accept_then_hang", "hang"] as const)(
    "killed while LINE does not answer (%s)",
    { timeout: PATIENCE_MS },
    async (fault) => {
      worker = startService(CRASHING, { ...settings, ROLE: "worker" });
      latest = await nextAnswer();
      line.line.controls.failNext(1, fault);
      await tapLevel();
      await line.line.log.waitFor(
        (entry) => entry.kind === "api" && entry.status === 0 && isNew(entry),
        PATIENCE_MS,
      );
      worker.kill("SIGKILL");
      expect(await worker.ended).toBe("SIGKILL");
    },
  );

  const seen = new Set<unknown>();
  /** Whether the entry was not looked at before. */
  function isNew(entry: object): boolean {
    return !seen.has(entry) && Boolean(seen.add(entry));
  }

  it("has every tap in the response, and every answer was said once", async () => {
    worker = startService(CRASHING, { ...settings, ROLE: "worker" });
    await nextAnswer();
    const connection = openPostgres(database.url, silentLog, { poolSize: 1 });
    const records = new SqlRecords(connection);
    const ratings = async () => {
      const person = await records.loadPerson(USER);
      const entries = Object.entries(person?.assessments[0]?.assessment.ratings ?? {});
      return Object.fromEntries(entries.map(([item, [rating]]) => [item, rating]));
    };
    await vi.waitFor(async () => expect(await ratings()).toEqual(given), { timeout: PATIENCE_MS });
    await connection.destroy();
    const replies = line.line.log
      .calls()
      .filter(({ accepted, recipients }) => accepted && recipients.includes(USER))
      .map(({ messages }) => JSON.stringify(messages));
    expect(replies).toHaveLength(acts);
    expect(new Set(replies).size).toBe(acts);
    expect(line.line.log.rejected()).toEqual([]);
  });
});
