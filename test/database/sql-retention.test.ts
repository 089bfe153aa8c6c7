import { expect, it } from "vitest";
import type { Effect } from "../../src/core/conversation/effect.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { SqlRetention } from "../../src/database/sql-retention.ts";
import { retentionJob } from "../../src/runner/retention-job.ts";
import { assessment, person, storedSession } from "../contracts/builders.ts";
import { FakeSessions } from "../support/fakes.ts";
import { addLink, addMember, addSnapshot, COUNTING, counted } from "./counting.ts";
import { onBothDatabases } from "./on-both-databases.ts";
import { allRecords } from "./sample-records.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW = Date.parse("2026-11-22T20:00:00Z");
const NOTHING = {
  people: 0,
  assessments: 0,
  responses: 0,
  snapshots: 0,
  rounds: 0,
  marks: 0,
  linkCodes: 0,
  codeAttempts: 0,
  auditEntries: 0,
};
const NEVER = { answersMonths: null, inactiveMonths: null, auditMonths: null };

await onBothDatabases("retention", (database) => {
  const retention = (periods: object, sessions = new FakeSessions()) =>
    new SqlRetention(database(), sessions, { ...NEVER, ...periods });
  const save = (personId: string, at: string, ...effects: Effect[]) =>
    new SqlRecords(database()).apply(
      personId,
      1,
      [{ type: "save_person", person: person() }, ...effects],
      Date.parse(at),
    );
  const idsOf = async (table: "assessment" | "person") =>
    (await allRecords(database()))[table].map((row) => ("id" in row ? row.id : row.person_id));

  /** A completed assessment of a round. */
  const inRound = (id: string, completedAt: string, round: string) =>
    counted({ id, completedAt: Date.parse(completedAt), countsIn: { ...COUNTING, round } });

  async function addRound(
    id: string,
    closesAt: string | null,
    state: "open" | "closed" = "closed",
  ): Promise<void> {
    const times = { opens_at: 1, closes_at: closesAt === null ? null : Date.parse(closesAt) };
    await database()
      .insertInto("round")
      .values({ organisation: "dep", id, name: id, ...times, state })
      .execute();
  }

  it("deletes nothing and notes nothing where nothing is old", async () => {
    await addMember(database(), "m-1");
    await save("U-1", "2026-11-01T00:00:00Z", inRound("a", "2026-11-01T00:00:00Z", "year-2026"));
    await addSnapshot(database(), "year-2026", NOW - DAY_MS, 0);
    const before = await allRecords(database());
    const periods = { answersMonths: 60, inactiveMonths: 24, auditMonths: 84 };
    expect(await retention(periods).applyRetention(NOW)).toEqual(NOTHING);
    expect(await allRecords(database())).toEqual(before);
  });

  it("deletes responses and figures of rounds that ended long ago, and what counted there", async () => {
    await addMember(database(), "m-1");
    await addRound("ended", "2021-10-01T00:00:00Z");
    await addRound("later", "2021-12-01T00:00:00Z");
    await addRound("open", null, "open");
    await addRound("nobody-answered", "2021-10-01T00:00:00Z");
    const rounds = ["ended", "later", "open", "year-2020", "year-2021"];
    for (const round of rounds) {
      await save(`U-${round}`, "2020-12-01T00:00:00Z", inRound(round, "2020-12-01T00:00:00Z", round));
      await addSnapshot(database(), round, Date.parse("2020-12-02T00:00:00Z"), 0);
    }
    const counts = await retention({ answersMonths: 60 }).applyRetention(NOW);
    expect(counts).toEqual({ ...NOTHING, assessments: 2, responses: 2, snapshots: 2, rounds: 2 });
    const left = await allRecords(database());
    const kept = ["later", "open", "year-2021"];
    expect(left.response.map(({ round }) => round)).toEqual(kept);
    for (const table of ["snapshot_run", "team_snapshot", "team_figures", "cell_pool", "cell_mark"] as const)
      expect([table, left[table].map(({ round }) => round)]).toEqual([table, kept]);
    expect(left.round.map(({ id }) => id)).toEqual(["later", "open"]);
    expect(await idsOf("assessment")).toEqual(kept);
    expect(await idsOf("person")).toHaveLength(5);
  });

  it("deletes what was sent for rounds that ended long ago, and their rules", async () => {
    await addRound("ended", "2021-10-01T00:00:00Z");
    await addRound("only-planned", "2021-10-01T00:00:00Z");
    await addRound("later", "2021-12-01T00:00:00Z");
    await addRound("open", null, "open");
    for (const round of ["ended", "later", "open"]) await addReminders(round);
    const rule = { organisation: "dep", rule: "{}", actor: "x", since: 1, id: "after-7" };
    for (const round of ["only-planned", "later"])
      await database()
        .insertInto("reminder_schedule")
        .values({ ...rule, round })
        .execute();
    const counts = await retention({ answersMonths: 60 }).applyRetention(NOW);
    expect(counts).toEqual({ ...NOTHING, rounds: 2 });
    const left = await allRecords(database());
    for (const table of ["reminder_run", "reminder"] as const)
      expect([table, left[table].map(({ round }) => round)]).toEqual([table, ["later", "open"]]);
    expect(left.reminder_schedule.map(({ round }) => round)).toEqual(["later"]);
  });

  async function addReminders(round: string): Promise<void> {
    const of = { organisation: "dep", round, step: "after-7" };
    await database()
      .insertInto("reminder_run")
      .values({
        ...{ ...of, id: `run-${round}`, unit: "", notice_version: "1", state: "done", started_by: "x" },
        ...{ created_at: 1, starts_at: 1, period: "2021-09", min_gap_days: 3, most_per_round: 5, planned: 1 },
      })
      .execute();
    await database()
      .insertInto("reminder")
      .values({
        ...{ ...of, member: "m-1", run: `run-${round}`, person_id: "U-1", kind: "reminder", state: "sent" },
        ...{ stage: 1, due_at: 1 },
      })
      .execute();
  }

  it("deletes old assessments that count nowhere, completed or left", async () => {
    const sitting = (id: string, completedAt: string | null): Effect => ({
      type: "save_assessment",
      status: completedAt === null ? "in_progress" : "completed",
      assessment: assessment({ id, completedAt: completedAt === null ? null : Date.parse(completedAt) }),
      result: null,
    });
    const [old, recent] = ["2021-11-22T19:59:59.999Z", "2021-11-22T20:00:00.000Z"];
    await save("U-1", old, sitting("left-old", null), sitting("old", old));
    await save("U-2", recent, sitting("left-recent", null), sitting("recent", recent));
    const counts = await retention({ answersMonths: 60 }).applyRetention(NOW);
    expect(counts).toEqual({ ...NOTHING, assessments: 2 });
    expect(await idsOf("assessment")).toEqual(["left-recent", "recent"]);
  });

  it("deletes people who saved nothing for long, have no session and are linked to nobody active", async () => {
    const [old, recent] = ["2024-11-01T00:00:00Z", "2024-12-01T00:00:00Z"];
    for (const id of ["m-1", "m-recent"]) await addMember(database(), id);
    for (const id of ["m-left", "m-new"]) await addMember(database(), id, "10", 0);
    const linked = ["U-active", "U-left", "U-gone", "U-new"];
    const members = ["m-1", "m-left", "m-removed", "m-new"];
    for (const [place, personId] of linked.entries()) {
      const linkedAt = Date.parse(personId === "U-new" ? recent : old);
      await addLink(database(), personId, members[place] ?? "", linkedAt);
    }
    for (const personId of [...linked, "U-alone", "U-reading"]) {
      await save(personId, old, inRound(`of-${personId}`, old, `r-${personId}`));
    }
    await save("U-recent", recent);
    const sessions = new FakeSessions();
    await sessions.commit("U-reading", 0, storedSession(9, "U-reading"));
    const counts = await retention({ inactiveMonths: 24 }, sessions).applyRetention(NOW);
    expect(counts).toEqual({ ...NOTHING, people: 3 });
    const kept = ["U-active", "U-new", "U-reading", "U-recent"];
    expect((await idsOf("person")).toSorted()).toEqual(kept);
    const left = await allRecords(database());
    expect(left.assessment.map((row) => row.person_id).toSorted()).toEqual(kept.slice(0, 3));
    expect(left.account_link.map((row) => row.person_id)).toEqual(["U-active", "U-new"]);
    expect(left.erasure).toEqual([]);
  });

  it("goes through as many inactive people and audit entries as there are", async () => {
    const old = Date.parse("2010-01-01T00:00:00Z");
    const row = { language: "th", plain_text: 0, reachable: 1, revision: 1, updated_at: old } as const;
    const ids = Array.from({ length: 230 }, (_, number) => `U-${number}`);
    await database()
      .insertInto("person")
      .values(ids.map((id) => ({ ...row, person_id: id })))
      .execute();
    const entry = { at: old, actor: "operator:test", action: "people_view", detail: "{}" } as const;
    for (const _ of [1, 2, 3]) {
      const entries = Array.from({ length: 400 }, () => entry);
      await database().insertInto("audit_log").values(entries).execute();
    }
    await new SqlAuditLog(database()).append({
      ...entry,
      at: NOW - DAY_MS,
      detail: {},
      organisation: null,
      subject: null,
    });
    const counts = await retention({ inactiveMonths: 24, auditMonths: 84 }).applyRetention(NOW);
    expect(counts).toEqual({ ...NOTHING, people: 230, auditEntries: 1_200 });
    const audit = await new SqlAuditLog(database()).list({ limit: 9 });
    expect(audit).toEqual([
      {
        id: expect.any(Number),
        at: NOW,
        actor: "system",
        action: "retention",
        organisation: null,
        subject: null,
        detail: counts,
      },
      expect.objectContaining({ at: NOW - DAY_MS }),
    ]);
    const again = await retention({ inactiveMonths: 24, auditMonths: 84 }).applyRetention(NOW);
    expect([again, await new SqlAuditLog(database()).list({ limit: 9 })]).toEqual([NOTHING, audit]);
  });

  it("lets marks go a month after the last snapshot of a closed round, and keeps its figures", async () => {
    await addSnapshot(database(), "closed-old", NOW - 30 * DAY_MS - 1, 1);
    await addSnapshot(database(), "closed-new", NOW - 30 * DAY_MS, 1);
    await addSnapshot(database(), "open-old", NOW - 300 * DAY_MS, 0);
    const erasure = { organisation: "dep", member: "m-1", times: 1 };
    const rounds = ["closed-old", "closed-new", "open-old"];
    await database()
      .insertInto("cell_erasure")
      .values(rounds.map((round) => ({ ...erasure, round })))
      .execute();
    expect(await retention({}).applyRetention(NOW)).toEqual({ ...NOTHING, marks: 1 });
    const left = await allRecords(database());
    expect(left.cell_mark.map(({ round }) => round)).toEqual(["closed-new", "open-old"]);
    expect(left.cell_erasure.map(({ round }) => round)).toEqual(["closed-new", "open-old"]);
    expect(left.team_figures).toHaveLength(3);
  });

  it("deletes codes long used or expired, and wrong tries that count no more", async () => {
    const code = (n: number, expiresAt: number, usedAt: number | null) => ({
      code_hash: `${n}`.repeat(64),
      organisation: "dep",
      member: `m-${n}`,
      created_at: 1,
      expires_at: expiresAt,
      used_at: usedAt,
    });
    const long = NOW - 91 * DAY_MS;
    const codes = [code(1, NOW, long), code(2, long, null), code(3, NOW, null), code(4, NOW, NOW - DAY_MS)];
    await database().insertInto("link_code").values(codes).execute();
    const attempt = { person_id: "U-1", tries_left: 3 };
    await database()
      .insertInto("code_attempt")
      .values([
        { ...attempt, event_id: "old", at: NOW - 5 * DAY_MS },
        { ...attempt, event_id: "new", at: NOW - 1 },
      ])
      .execute();
    expect(await retention({}).applyRetention(NOW)).toEqual({ ...NOTHING, linkCodes: 2, codeAttempts: 1 });
    const left = (await allRecords(database())).link_code.map(({ member }) => member);
    expect(left.toSorted()).toEqual(["m-3", "m-4"]);
  });
});

it("is a job that runs once a day by the clock it is handed, and tells when something went", async () => {
  const seen: number[] = [];
  const lines: unknown[] = [];
  let counts = NOTHING;
  const applyRetention = async (now: number) => {
    seen.push(now);
    return counts;
  };
  const log = {
    info: (fields: object, message: string) => void lines.push([fields, message]),
    warn() {},
    error() {},
  };
  const job = retentionJob({ applyRetention }, { now: () => NOW }, log);
  expect(job).toMatchObject({ name: "apply-retention", everyMs: DAY_MS });
  await job.run();
  counts = { ...NOTHING, people: 2 };
  await job.run();
  expect(seen).toEqual([NOW, NOW]);
  expect(lines).toEqual([[counts, "old records were deleted"]]);
});
