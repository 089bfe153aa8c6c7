import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import { loadContent } from "../../src/content/load-content.ts";
import { noticeVersionAt } from "../../src/core/conversation/content-for.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { createLineStandIn, type LineStandIn } from "../../src/simulator/line-stand-in.ts";
import { listen } from "../../src/web/http-server.ts";
import type { RemindedPerson } from "../contracts/reminder-builders.ts";
import { putOrganisation, putRemindedPeople, putRound } from "../database/put-reminded-people.ts";
import { temporaryFolder } from "../support/servers.ts";
import { embeddedTarget, onDatabase, type Target } from "./open-target.ts";
import { type Outcome, runCli, type Settings } from "./run-cli.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const ACCESS_TOKEN = "fixed-access-token-of-the-command-line";
/** So that nothing depends on the day a test runs: whatever the next working day is, its year is confirmed. */
const YEARS = [0, 1, 2].map((later) => new Date().getFullYear() + later);

/** A data folder and LINE for commands about reminders: three people of `dep` are due, one of `dep-b`. */
export interface RemindWorld {
  readonly target: Target;
  readonly line: LineStandIn;
  readonly settings: Settings;
  /** Runs a command; `words` come after what is split at blanks. */
  run(command: string, ...words: string[]): Promise<Outcome>;
  runWith(settings: Settings, command: string, ...words: string[]): Promise<Outcome>;
  /** What of reminders is written down, and calls that would send something. */
  written(): Promise<{
    readonly runs: number;
    readonly due: number;
    readonly noted: number;
    readonly pushes: number;
  }>;
  stop(): Promise<void>;
}

/** Nothing of reminders is written down. */
export const NOTHING = { runs: 0, due: 0, noted: 0, pushes: 0 } as const;

/** Opens it; nothing of it is left when it is stopped. */
export async function openRemindWorld(): Promise<RemindWorld> {
  const [target, folder] = [embeddedTarget(), temporaryFolder()];
  const line = createLineStandIn({
    channelSecret: "not needed here",
    accessToken: ACCESS_TOKEN,
    webhookUrl: "http://127.0.0.1:9/webhook",
  });
  const server = await listen(express().use(line.router), 0, "127.0.0.1");
  await fill(target);
  const settings = {
    ...target.settings,
    LINE_CHANNEL_SECRET: "not needed here",
    LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
    LINE_API_BASE_URL: `http://127.0.0.1:${server.port}`,
    HOLIDAYS_DIR: holidays(folder.path),
  };
  const runWith = (over: Settings, command: string, ...words: string[]) =>
    runCli([...command.split(" "), ...words], { ...settings, ...over });
  return {
    target,
    line,
    settings,
    runWith,
    run: (command, ...words) => runWith({}, command, ...words),
    written: () => written(target, line),
    async stop() {
      line.close();
      await server.close();
      await target.remove();
      folder.remove();
    },
  };
}

function holidays(folder: string): string {
  const path = join(folder, "holidays");
  mkdirSync(path);
  for (const year of YEARS) {
    const eve = { date: `${year}-12-31`, name: { th: "วันสิ้นปี", en: "New Year's Eve" }, kind: "fixed" };
    const list = { year, confirmed: true, source: "Made up for tests.", days: [eve] };
    writeFileSync(join(path, `${year}.json`), JSON.stringify(list));
  }
  return path;
}

/** Units 10, 11 (below 10) and 20 in both; unit 20 of `dep` has nobody who is due. */
function fill(target: Target): Promise<void> {
  const content = loadContent({ controller: "", contact: "" });
  const opensAt = Date.now() - DAY_MS;
  return onDatabase(target, async (database) => {
    for (const id of ["dep", "dep-b"]) {
      await putOrganisation(database, id);
      await putRound(database, id, { id: "2569-1", name: "รอบแรก", opensAt, closesAt: null });
      const person = { notice: noticeVersionAt(id, content) };
      const people = id === "dep" ? peopleOf(id) : [{ id: `${id}-1` }];
      const all = people.map((one) => ({ ...one, person }));
      await putRemindedPeople(database, id, all);
    }
  });
}

function peopleOf(id: string): readonly RemindedPerson[] {
  return [
    { id: `${id}-1` },
    { id: `${id}-2`, unit: "11", assessments: [["full", "in_progress"]] },
    { id: `${id}-3`, unit: "11" },
    { id: `${id}-4`, unit: "20", completed: ["2569-1"] },
    { id: `${id}-5`, unit: "20", linked: false },
  ];
}

function written(target: Target, line: LineStandIn): ReturnType<RemindWorld["written"]> {
  return onDatabase(target, async (database) => {
    const runs = await database.selectFrom("reminder_run").select("id").execute();
    const due = await database.selectFrom("reminder").select("member").where("state", "=", "due").execute();
    const entries = await new SqlAuditLog(database).list({ limit: 100 });
    const noted = entries.filter(({ action }) => action.startsWith("reminder_"));
    const pushes = line.log.calls().filter(({ endpoint }) => endpoint.includes("push"));
    return { runs: runs.length, due: due.length, noted: noted.length, pushes: pushes.length };
  });
}
