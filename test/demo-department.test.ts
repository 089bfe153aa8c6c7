import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import {
  DEMO_ORGANISATION,
  type DepartmentParts,
  issueOfficerCode,
  setUpDemoDepartment,
} from "../src/demo-department.ts";
import { demoPhones, readDemoCast } from "../src/demo-phones.ts";
import { openReminderDesk } from "../src/open-reminders.ts";
import { type OpenStorage, openStorage } from "../src/open-storage.ts";
import type { MemberStatus } from "../src/runner/rounds.ts";
import { silentLog } from "./contracts/builders.ts";
import { content } from "./support/builders.ts";
import { override } from "./support/override.ts";
import { temporaryFolder } from "./support/servers.ts";

const NOW = Date.parse("2026-11-23T09:00:00+07:00");
const LINKED = { manager: `U${"c3".repeat(16)}`, hr: `U${"e5".repeat(16)}` };

/** Fails when about half of the answers are kept. */
function breakingOff(storage: OpenStorage): OpenStorage {
  let calls = 0;
  const records = override(storage.records, {
    apply: (...given) => {
      calls += 1;
      if (calls > 100) throw new Error("broken off");
      return storage.records.apply(...given);
    },
  });
  return { ...storage, records };
}

describe("the demo's department, broken off once", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let storage: OpenStorage;

  let hasBeenMade: boolean;

  beforeAll(async () => {
    folder = temporaryFolder();
    storage = await openStorage(
      { mode: "embedded", dataDir: folder.path },
      { clock: { now: () => NOW }, log: silentLog, redisKeyPrefix: "", exclusive: true },
    );
    await storage.prepare();
    // Broken off at first: what follows holds for a department that was finished by the next start.
    await expect(setUp({ storage: breakingOff(storage) })).rejects.toThrow("broken off");
    hasBeenMade = await setUp();
  });
  afterAll(async () => {
    await storage.close();
    folder.remove();
  });

  const setUp = (more: Partial<DepartmentParts> = {}) =>
    setUpDemoDepartment({
      storage,
      teams: storage.createTeamSnapshots(content),
      content,
      now: NOW,
      linked: LINKED,
      ...more,
    });

  async function standings(): Promise<Readonly<Partial<Record<MemberStatus, number>>>> {
    const round = await storage.rounds.current(DEMO_ORGANISATION, NOW);
    const all = await storage.rounds.standings(DEMO_ORGANISATION, round.id, { limit: 1_000 });
    const counts: Partial<Record<MemberStatus, number>> = {};
    for (const { status } of all) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  const audited = () => storage.audit.list({ organisation: DEMO_ORGANISATION, limit: 1_000 });
  const figuresOf = (unit: string) => storage.createTeamSnapshots(content).view(DEMO_ORGANISATION, unit, NOW);

  it("has an open round in which 60 of 120 people have answered, and others have not come that far", async () => {
    expect(hasBeenMade).toBe(true);
    const { completed, in_progress, declined, ...others } = await standings();
    expect({ completed, in_progress, declined }).toEqual({ completed: 60, in_progress: 4, declined: 3 });
    expect(Object.keys(others).toSorted()).toEqual(["not_linked", "not_reachable", "not_started"]);
  });

  it("has figures of this round and of last year, but none of a team below the threshold", async () => {
    const [whole, division, smallTeam] = await Promise.all(["", "300", "340"].map(figuresOf));
    expect(whole?.published?.figures.completion).toMatchObject({ status: "shown", people: 120 });
    expect(division?.published?.figures.completion.status).toBe("shown");
    expect(smallTeam?.published?.figures.completion.status).toBe("withheld");
    expect(whole?.previous?.round.id).toBe("year-2025");
    expect(whole?.previous?.dimensions.some(({ figure }) => figure.status === "shown")).toBe(true);
  });

  it("links the manager and the HR officer of the page, who have not seen the notice yet", async () => {
    const manager = await storage.linking.membership(LINKED.manager, NOW);
    const hr = await storage.linking.membership(LINKED.hr, NOW);
    expect(manager?.manages.map(({ id }) => id)).toEqual(["300"]);
    expect(hr?.role).toBe("hr");
    for (const account of Object.values(LINKED)) {
      expect(await storage.records.loadPerson(account)).toBeUndefined();
    }
  });

  it("has people to remind, who have accepted the notice that is asked of them", async () => {
    const config = readConfig({ LINE_CHANNEL_SECRET: "fictional", LINE_CHANNEL_ID: "1" });
    const calendar = { years: [2026], holidays: new Set<string>() };
    const figures = { quota: async () => ({ limit: 300, used: 0 }), seenBy: async () => null };
    const desk = openReminderDesk({ config, storage, content, calendar, figures });
    const { status, preview } = await desk.preview({ id: DEMO_ORGANISATION }, "", NOW);
    expect(status).toBe("ready");
    expect(preview?.send).toEqual({ greeting: 30, not_started: 0, in_progress: 4 });
    expect(preview?.leftOut).toMatchObject({ completed: 60, declined: 3, blocked: 2 });
  });

  it("has a phone for everybody with a LINE account whom nobody on the page plays", async () => {
    const cast = await readDemoCast();
    const phones = await demoPhones(cast, storage.records);
    expect(phones).toHaveLength(99);
    const accounts = phones.map(({ userId = "" }) => storage.linking.membership(userId, NOW));
    const names = (await Promise.all(accounts)).map((membership) => membership?.name);
    expect(names).toEqual(phones.map(({ displayName }) => displayName));
    const blocked = phones.filter(({ friendship }) => friendship === "blocked");
    const gone = cast.people.filter(({ reachable }) => !reachable);
    expect(blocked.map(({ userId }) => userId)).toEqual(gone.map(({ personId }) => personId));
  });

  it("is left alone when it is there already", async () => {
    const before = await audited();
    expect(await setUp({ now: NOW + 1 })).toBe(false);
    expect(await audited()).toEqual(before);
  });

  it("has a code for the page's officer, a fresh one at every start until they are linked", async () => {
    const first = await issueOfficerCode(storage, NOW);
    const second = await issueOfficerCode(storage, NOW + 1);
    const account = `U${"b2".repeat(16)}`;
    expect(await storage.linking.check(account, first ?? "", "e1", NOW + 2)).toMatchObject({
      status: "wrong",
    });
    const check = await storage.linking.check(account, second ?? "", "e2", NOW + 3);
    if (check.status !== "found") throw new Error(check.status);
    const { status } = await storage.linking.redeem(account, check.ticket, NOW + 4);
    expect(status).toBe("linked");
    expect(await issueOfficerCode(storage, NOW + 5)).toBeUndefined();
  });
});
