import { readdirSync } from "node:fs";
import { join } from "node:path";
import express, { type Express } from "express";
import supertest from "supertest";
import type { WebPage } from "../../src/core/conversation/inquiry.ts";
import type { RosterMember } from "../../src/core/people/member.ts";
import type { Organisation } from "../../src/core/people/organisation.ts";
import { exportPerson } from "../../src/database/export-person.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlLinking } from "../../src/database/sql-linking.ts";
import { SqlOneTimeLinks } from "../../src/database/sql-one-time-links.ts";
import { SqlReminderRuns } from "../../src/database/sql-reminder-runs.ts";
import { SqlReminderSchedules } from "../../src/database/sql-reminder-schedules.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import { PageKeep } from "../../src/pages/page-keep.ts";
import type { PagesParts } from "../../src/pages/pages-parts.ts";
import { createPagesRouter } from "../../src/pages/pages-router.ts";
import { ONE_TIME_LINK_MS } from "../../src/runner/one-time-links.ts";
import { organisation, orgUnit, rosterChanges, rosterMember } from "../contracts/people-builders.ts";
import { openTemporarySqlite } from "../database/open-temporary-sqlite.ts";
import { content } from "../support/builders.ts";
import { temporaryFolder } from "../support/servers.ts";

/** When the tests begin. */
export const NOW = 1_795_000_000_000;

/** The LINE accounts of the world and who they belong to. */
export const ACCOUNTS = {
  hr: ["dep", "1"],
  officer: ["dep", "2"],
  manager: ["dep", "3"],
  otherHr: ["other", "1"],
} as const;

/** @see ACCOUNTS */
export type Account = keyof typeof ACCOUNTS | "nobody";

/** Somebody's browser. */
export interface Browser {
  get(path: string): supertest.Test;
  /** A form of one of the pages. */
  post(path: string, fields?: Readonly<Record<string, string>>): supertest.Test;
  upload(content: string | Buffer, name?: string): supertest.Test;
}

/** Two organisations with their people and the pages above them, on an embedded database. */
export type PagesWorld = Awaited<ReturnType<typeof openPagesWorld>>;

/** What an app of a world may be given in place of the real parts. */
type AppParts = Partial<Omit<PagesParts, "rounds">> & { readonly rounds?: Partial<PagesParts["rounds"]> };

/** Opens a world; parts given replace the real ones. */
export async function openPagesWorld(over: Partial<PagesParts> = {}) {
  const { database, close } = await openTemporarySqlite();
  const folder = temporaryFolder();
  const uploads = join(folder.path, "uploads");
  const clock = { at: NOW, now: () => clock.at };
  const logged: unknown[] = [];
  const write = (...line: readonly unknown[]) => void logged.push(line);
  const directory = new SqlDirectory(database);
  const audit = new SqlAuditLog(database);
  const linking = new SqlLinking(database);
  const keeps: PageKeep[] = [];
  const parts = {
    links: new SqlOneTimeLinks(database),
    linking,
    rounds: new SqlRounds(database) as PagesParts["rounds"],
    runs: new SqlReminderRuns(database, database) as PagesParts["runs"],
    schedules: new SqlReminderSchedules(database) as PagesParts["schedules"],
    directory,
    audit,
    exportPerson: (personId: string): Promise<unknown> => exportPerson(database, personId),
    content,
    clock,
    log: { info: write, warn: write, error: write },
    publicBaseUrl: "http://pages.example",
    lineBasicId: "@123thaksa",
    requestsPerMinute: 100_000,
    ...over,
  };
  /** A web process of its own, above the same records. */
  const createApp = ({ rounds: some, ...more }: AppParts = {}): Express => {
    const keep = new PageKeep(uploads, clock);
    keeps.push(keep);
    const rounds = { ...methodsOf(parts.rounds), ...some };
    return express().use(createPagesRouter({ ...parts, keep, ...more, rounds }));
  };
  const app = createApp();
  await addPeople(directory, organisation(), [
    rosterMember("1", { name: "หนึ่ง ทดลอง", role: "hr" }),
    rosterMember("2", { name: "สอง ทดลอง" }),
    rosterMember("3", { name: "สาม ทดลอง", unit: "20", manages: ["20"] }),
    rosterMember("4", { name: "สี่ <script>alert(1)</script>", unit: "21" }),
  ]);
  await addPeople(directory, organisation({ id: "other" }), [rosterMember("1", { role: "hr" })]);

  const memberId = async (of: string, staffNumber: string) => {
    const found = (await directory.members(of, { limit: 1_000 })).find(
      (member) => member.staffNumber === staffNumber,
    );
    if (found === undefined) throw new Error(`there is no ${staffNumber} in ${of}`);
    return found.id;
  };
  const linkAccount = async (account: string, of: string, staffNumber: string) => {
    const row = { person_id: account, organisation: of, member: await memberId(of, staffNumber) };
    await database
      .insertInto("account_link")
      .values({ ...row, linked_at: NOW, declined_at: null })
      .execute();
  };
  for (const [account, [of, staffNumber]] of Object.entries(ACCOUNTS))
    await linkAccount(account, of, staffNumber);

  /** A link as the chat makes it. */
  const linkFor = async (page: WebPage, account: Account) => {
    const [of, staffNumber] = account === "nobody" ? [null, null] : ACCOUNTS[account];
    const member = of === null ? null : await memberId(of, staffNumber);
    const grant = { page, personId: account, member, organisation: of };
    return parts.links.create({ ...grant, expiresAt: clock.at + ONE_TIME_LINK_MS });
  };
  return {
    ...parts,
    linking,
    database,
    app,
    createApp,
    clock,
    logged,
    uploads: () => readdirSync(uploads),
    /** Where they lie. */
    uploadFolder: uploads,
    memberId,
    linkAccount,
    linkFor,
    /** A browser that has just opened a link. */
    async open(page: WebPage, account: Account = "hr", on: Express = app): Promise<Browser> {
      const browser = browserOf(on);
      await browser.post(`/p/${await linkFor(page, account)}`).expect(303);
      return browser;
    },
    /** Who did what with which detail, the first first; without what made the world. */
    async journal(of: string | null = "dep") {
      const entries = await audit.list({ ...(of === null ? {} : { organisation: of }), limit: 1_000 });
      return entries
        .filter(({ actor, organisation: whose }) => actor !== "operator:set-up" && whose === of)
        .map(({ actor, action, subject, detail }) => ({ actor, action, subject, detail }))
        .toReversed();
    },
    /** Somebody else changes somebody's entry in the list. */
    async change(staffNumber: string, changed: Partial<RosterMember>) {
      const roster = await directory.roster("dep");
      const before = roster?.members.find((member) => member.staffNumber === staffNumber);
      if (roster === undefined || before === undefined) throw new Error(`there is no ${staffNumber}`);
      const { id: _id, active: _active, ...was } = before;
      const after = { ...was, ...changed };
      const fields = Object.keys(changed) as (keyof RosterMember)[];
      const changes = rosterChanges({ changed: [{ before, after, fields }] });
      await apply(directory, "dep", roster.revision, changes);
    },
    async close() {
      await Promise.all(keeps.map((keep) => keep.close()));
      await close();
      folder.remove();
    },
  };
}

/** A browser that has opened nothing yet. */
export function browserOf(app: Express): Browser {
  const agent = supertest.agent(app);
  const fromHere = (request: supertest.Test) => request.set("Sec-Fetch-Site", "same-origin");
  return {
    get: (path) => agent.get(path),
    post: (path, fields = {}) => fromHere(agent.post(path)).type("form").send(fields),
    upload: (content, name = "people.csv") =>
      fromHere(agent.post("/p/page/roster")).attach("file", Buffer.from(content), name),
  };
}

function methodsOf(rounds: PagesParts["rounds"]): PagesParts["rounds"] {
  return {
    close: (...order) => rounds.close(...order),
    countMeant: (...question) => rounds.countMeant(...question),
    current: (...question) => rounds.current(...question),
    list: (organisation) => rounds.list(organisation),
    open: (...order) => rounds.open(...order),
    standings: (...question) => rounds.standings(...question),
  };
}

/** The rows of a page's tables, cell by cell, and then its text. */
export function textOf(html: string): string {
  return html
    .replace(/^[\s\S]*<main[^>]*>/u, "")
    .replace(/<\/main>[\s\S]*$/u, "")
    .replace(/<[^>]*>/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}

async function addPeople(
  directory: SqlDirectory,
  whose: Organisation,
  added: readonly RosterMember[],
): Promise<void> {
  await directory.addOrganisation(whose, "operator:set-up");
  const addedUnits = [orgUnit("10"), orgUnit("20", null, "=กองสอง"), orgUnit("21", "20")];
  await apply(directory, whose.id, 0, rosterChanges({ addedUnits, added }));
}

async function apply(
  directory: SqlDirectory,
  of: string,
  revision: number,
  changes: ReturnType<typeof rosterChanges>,
): Promise<void> {
  const update = { organisation: of, revision, changes, deactivateMissing: true, at: NOW, detail: {} };
  await directory.applyRoster({ ...update, actor: "operator:set-up" });
}
