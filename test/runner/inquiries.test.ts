import { describe, expect, it } from "vitest";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlLinking } from "../../src/database/sql-linking.ts";
import { SqlOneTimeLinks } from "../../src/database/sql-one-time-links.ts";
import { createLookUp } from "../../src/runner/look-up.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { addPeople } from "../contracts/add-people.ts";
import { rosterMember } from "../contracts/people-builders.ts";
import { openTemporarySqlite } from "../database/open-temporary-sqlite.ts";
import { content } from "../support/builders.ts";
import { FakeHost, PERSON, START, tapped, typed } from "../support/fakes.ts";
import { handle } from "../support/handling.ts";
import { noDesk } from "../support/no-desk.ts";

const CODES = ["3333333334", "3333333336"];

/** What gets in the way of storing a turn whose inquiry has been made already. */
const TROUBLES: readonly (readonly [string, (host: FakeHost) => void])[] = [
  [
    "the process dies before the turn is stored",
    (host) => {
      host.sessions.beforeCommit = () => {
        throw new UnavailableError("sessions");
      };
    },
  ],
  [
    "the answer of the store is lost",
    (host) => {
      host.sessions.loseNextAnswer = true;
    },
  ],
  [
    "somebody else was faster",
    (host) => {
      host.sessions.beforeCommit = () => {
        const stored = host.sessions.values.get(PERSON) as { revision: number } | undefined;
        if (stored !== undefined) stored.revision += 1;
      };
    },
  ],
];

/** Somebody guesses, links, accepts, links as somebody else and unlinks; every turn meets the trouble once. */
async function story(trouble: (host: FakeHost) => void) {
  const { database, close } = await openTemporarySqlite();
  try {
    const host = new FakeHost();
    const codes = CODES[Symbol.iterator]();
    const linking = new SqlLinking(database, () => codes.next().value ?? "");
    host.lookUp = createLookUp({
      clock: host.clock,
      linking,
      teams: { view: async () => null, refresh: async () => 0 },
      desk: noDesk,
      oneTimeLinks: new SqlOneTimeLinks(database),
      publicBaseUrl: undefined,
      attempt: (call) => call(),
      attemptCount: (call) => call(),
    });
    await addPeople(new SqlDirectory(database), "dep", [rosterMember("1"), rosterMember("2")]);
    const order = { organisation: "dep", onlyUnlinked: true, expiresAt: START + 1_000, actor: "operator:x" };
    await linking.issueCodes({ ...order, at: START });
    const [own = "", other = ""] = CODES;
    const asSomebody = [own, "ใช่", "ยอมรับ", other, "ใช่"];
    const acts = ["3333333337", ...asSomebody, "เลิกเชื่อมบัญชี", "|unlink_confirm", "เมนู"];
    for (const [place, act] of acts.entries()) {
      const over = { at: START + place };
      const event = act.startsWith("|")
        ? tapped(`e${place}`, act.slice(1), over)
        : typed(`e${place}`, act, over);
      trouble(host);
      while ((await handle(event, host)) === "UNAVAILABLE");
    }
    const audit = await new SqlAuditLog(database).list({ organisation: "dep", limit: 100 });
    const links = await database.selectFrom("account_link").selectAll().execute();
    const tries = await database.selectFrom("code_attempt").select("tries_left").execute();
    const { session } = host.sessions.of();
    return {
      said: host.gateway.said.map(({ messages }) => messages.map(({ text }) => text)),
      noted: audit.map(({ action }) => action),
      links,
      tries,
      waits: session.wait.for,
      member: session.member,
    };
  } finally {
    await close();
  }
}

describe("what an inquiry does happens once, and is answered as if nothing had happened, when", () => {
  it.each(TROUBLES)("%s", async (_, trouble) => {
    const calm = await story(() => {});
    expect(calm).toMatchObject({ links: [], tries: [{ tries_left: 4 }], member: null });
    expect(calm.noted.filter((action) => action.startsWith("account_"))).toEqual([
      "account_unlink",
      "account_link",
      "account_link",
    ]);
    expect(await story(trouble)).toEqual(calm);
  });
});

it("nothing is inquired on behalf of somebody of whom it is not known who they are", async () => {
  const host = new FakeHost();
  const inquired: string[] = [];
  host.lookUp = {
    membership: () => Promise.reject(new UnavailableError("records")),
    find: async ({ type }) => {
      inquired.push(type);
      return { type: "unavailable" };
    },
  };
  await handle(tapped("e1", "page|my_data"), host);
  await handle(typed("e2", CODES[0] ?? ""), host);
  expect(inquired).toEqual([]);
  expect(host.gateway.said.map(({ messages }) => messages[0]?.text)).toEqual([
    content.texts.th["unavailable.text"],
    content.texts.th["unavailable.text"],
  ]);
});
