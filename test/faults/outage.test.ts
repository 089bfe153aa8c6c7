import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { silentLog } from "../contracts/builders.ts";
import { Player } from "../support/player.ts";
import {
  describeWith,
  findPostgresProgram,
  findRedisProgram,
  type OwnServer,
  startOwnPostgres,
  startOwnRedis,
} from "../support/servers.ts";
import { endServices, type Line, type Service, startLine, startService } from "./service.ts";

const PATIENCE_MS = 20_000;
const [redisProgram, postgresProgram] = await Promise.all([findRedisProgram(), findPostgresProgram()]);
const needed = "missing" in redisProgram ? redisProgram : postgresProgram;
const FIRST = `U${"a1".repeat(16)}`;
const STRANGER = `U${"b2".repeat(16)}`;

describeWith(needed, "when the servers come and go", () => {
  let redis: OwnServer;
  let postgres: OwnServer;
  let line: Line;
  let service: Service;
  let player: Player;
  let settings: Readonly<Record<string, string>>;

  beforeAll(async () => {
    [redis, postgres, line] = await Promise.all([startOwnRedis(), startOwnPostgres(), startLine()]);
    await Promise.all([redis.stop(), postgres.stop()]);
    settings = { ...line.settings, REDIS_URL: redis.url, DATABASE_URL: postgres.url };
    service = startService("src/main.ts", settings);
    line.deliverTo(await service.url);
    player = new Player(line.line, FIRST);
  });
  afterAll(async () => {
    await endServices();
    await line.close();
    await Promise.all([redis.discard(), postgres.discard()]);
  });

  async function ready(): Promise<{ status: number; checks: Record<string, string> }> {
    const response = await fetch(`${await service.url}/readyz`);
    const { checks } = (await response.json()) as { checks: Record<string, string> };
    return { status: response.status, checks };
  }

  const untilReady = () =>
    vi.waitFor(async () => expect((await ready()).status).toBe(200), { timeout: PATIENCE_MS });
  const nextAnswer = (userId: string) => line.line.log.nextMessages(userId, PATIENCE_MS);

  const loadingShownTo = () =>
    line.line.log
      .calls()
      .filter(({ endpoint }) => endpoint.includes("loading"))
      .flatMap(({ recipients }) => recipients);

  /** The service's own figure of events in the inbox. */
  async function waitingEvents(): Promise<string | undefined> {
    const metrics = await (await fetch(`${await service.url}/metrics`)).text();
    return /thaksa_inbox_events\{state="waiting"\} (\d+)/.exec(metrics)?.[1];
  }

  const untilWaiting = (count: string) =>
    vi.waitFor(async () => expect(await waitingEvents()).toBe(count), { timeout: PATIENCE_MS });

  it("stays up with both gone at start, says so, and stops when asked to", { timeout: 30_000 }, async () => {
    const other = startService("src/main.ts", settings);
    const url = await other.url;
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect(await ready()).toEqual({
      status: 503,
      checks: {
        redis: "redis cannot be reached",
        database: "database cannot be reached",
        started: "the database's tables cannot be reached",
      },
    });
    const delivered = await line.line.people.follow(STRANGER).delivered;
    expect(delivered).toMatchObject({ status: 503 });
    other.kill("SIGTERM");
    expect(await other.ended).toBe(0);
  });

  it("stops when asked to while only Redis is gone", { timeout: 30_000 }, async () => {
    await postgres.start();
    const other = startService("src/main.ts", settings);
    const url = await other.url;
    await vi.waitFor(
      async () => {
        const { checks } = (await (await fetch(`${url}/readyz`)).json()) as { checks: object };
        expect(checks).toEqual({ redis: "redis cannot be reached", database: "ok", started: "ok" });
      },
      { timeout: PATIENCE_MS },
    );
    other.kill("SIGTERM");
    expect(await other.ended).toBe(0);
  });

  it("works as soon as both are there", { timeout: 30_000 }, async () => {
    await redis.start();
    await service.said("Ready");
    await untilReady();
    await player.follow();
    for (const choice of ["accept|", "stage|early", "group|early|service", "begin_full"])
      await player.tap(choice);
  });

  it("with PostgreSQL gone takes webhooks, answers whom it knows, and keeps the rest", {
    timeout: 30_000,
  }, async () => {
    await untilWaiting("0");
    await postgres.stop();
    await player.tap("rate|");
    const newcomer = line.line.people.add({ displayName: "ผู้มาใหม่ สมมติ" }).userId;
    const { delivered } = line.line.people.follow(newcomer);
    expect(await delivered).toMatchObject({ status: 200 });
    expect(await ready()).toMatchObject({
      status: 503,
      checks: { redis: "ok", database: "database cannot be reached" },
    });
    await untilWaiting("2");
    await vi.waitFor(() => expect(loadingShownTo()).toEqual([newcomer]), { timeout: PATIENCE_MS });
    await postgres.start();
    expect(await nextAnswer(newcomer)).not.toEqual([]);
    await untilReady();
    const connection = openPostgres(postgres.url, silentLog, { poolSize: 1 });
    const records = new SqlRecords(connection);
    await vi.waitFor(
      async () => {
        const known = await records.loadPerson(FIRST);
        expect(Object.keys(known?.assessments[0]?.assessment.ratings ?? {})).toHaveLength(1);
      },
      { timeout: PATIENCE_MS },
    );
    await connection.destroy();
    await untilWaiting("0");
  });

  it("with Redis gone refuses webhooks, so that LINE delivers them again", { timeout: 30_000 }, async () => {
    const before = player.latest;
    await redis.stop();
    const answer = nextAnswer(FIRST);
    const typed = line.line.people.sendText(FIRST, "2");
    const refused = await typed.delivered;
    expect(refused).toMatchObject({ status: 503 });
    expect(await ready()).toMatchObject({
      status: 503,
      checks: { redis: "redis cannot be reached", database: "ok" },
    });
    await redis.start();
    expect(await answer).not.toEqual(before);
    await untilReady();
  });

  it("lost nothing, said nothing twice, and stops gracefully", async () => {
    const replies = line.line.log.calls().filter(({ accepted, messages }) => accepted && messages.length > 0);
    const said = replies.map(({ recipients, messages }) => JSON.stringify([recipients, messages]));
    expect(new Set(said).size).toBe(said.length);
    expect(line.line.log.rejected()).toEqual([]);
    service.kill("SIGTERM");
    expect(await service.ended).toBe(0);
  });
});
