import { expect, it } from "vitest";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlReminderSchedules } from "../../src/database/sql-reminder-schedules.ts";
import type { ReminderSchedule } from "../../src/runner/reminders.ts";
import { AT, addDepartment, openRound, round } from "./audience-world.ts";
import { onBothDatabases } from "./on-both-databases.ts";

const BY = "operator:Malee";

function after(days: number, since = AT): ReminderSchedule {
  return { id: `after-${days}`, rule: { type: "after_opening", days }, actor: BY, reporter: null, since };
}

await onBothDatabases("SqlReminderSchedules", (database) => {
  const journal = async () => {
    const entries = await new SqlAuditLog(database()).list({ organisation: "dep", limit: 10 });
    return entries
      .filter(({ action }) => action === "reminder_schedule")
      .map(({ at, actor, detail }) => [at, actor, detail])
      .toReversed();
  };

  it("keeps rules of a round, once each, and removes them; both are noted", async () => {
    const schedules = new SqlReminderSchedules(database());
    const weekly: ReminderSchedule = {
      id: "cron-1",
      rule: { type: "cron", expression: "0 9 * * 1" },
      actor: BY,
      reporter: "U-hr",
      since: AT + 1,
    };
    expect(await schedules.add("dep", "a", weekly)).toBe(true);
    expect(await schedules.add("dep", "a", after(7))).toBe(true);
    expect(await schedules.add("dep", "a", { ...after(7), actor: "operator:Somchai" })).toBe(false);
    expect(await schedules.add("dep", "b", after(7))).toBe(true);
    expect(await schedules.list("dep", "a")).toEqual([after(7), weekly]);
    expect(await schedules.list("other", "a")).toEqual([]);
    expect(await schedules.remove("dep", "a", "after-7", BY, AT + 2)).toBe(true);
    expect(await schedules.remove("dep", "a", "after-7", BY, AT + 3)).toBe(false);
    expect(await schedules.list("dep", "a")).toEqual([weekly]);
    expect(await schedules.list("dep", "b")).toEqual([after(7)]);
    expect(await journal()).toEqual([
      [AT + 1, BY, { round: "a", add: "cron-1", rule: weekly.rule }],
      [AT, BY, { round: "a", add: "after-7", rule: after(7).rule }],
      [AT, BY, { round: "b", add: "after-7", rule: after(7).rule }],
      [AT + 2, BY, { round: "a", remove: "after-7" }],
    ]);
  });

  it("adds a rule once although two add it at the same time", async () => {
    const schedules = new SqlReminderSchedules(database());
    const added = await Promise.all([1, 2, 3].map(() => schedules.add("dep", "a", after(7))));
    expect(added.filter(Boolean)).toEqual([true]);
    expect(await journal()).toHaveLength(1);
  });

  it("knows the rules of rounds that are open, with whom they are for", async () => {
    const schedules = new SqlReminderSchedules(database());
    const opened = round({ closesAt: AT + 10, audience: { units: ["10"], groups: [], roles: [] } });
    for (const id of ["dep", "other"]) await addDepartment(database(), id);
    await openRound(database(), "dep", opened);
    await openRound(database(), "other", round({ id: "2569-2", questionnaire: "1" }));
    await schedules.add("dep", "2569-1", after(0));
    await schedules.add("dep", "not kept", after(0));
    await schedules.add("other", "2569-2", after(1));
    const mine = { organisation: "dep", round: opened, schedule: after(0) };
    const others = {
      organisation: "other",
      round: round({ id: "2569-2", questionnaire: "1" }),
      schedule: after(1),
    };
    expect(await schedules.ofOpenRounds(AT + 9)).toEqual([mine, others]);
    expect(await schedules.ofOpenRounds(AT + 10)).toEqual([others]);
    expect(await schedules.ofOpenRounds(AT - 1)).toEqual([]);
  });
});
