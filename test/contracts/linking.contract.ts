import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOCKED_OUT_MS, readLinkCode } from "../../src/core/people/link-code.ts";
import type { Member, RosterMember } from "../../src/core/people/member.ts";
import { calendarYear } from "../../src/core/people/round.ts";
import type { AuditLog, Directory } from "../../src/runner/directory.ts";
import type { IssuedCode, Linking } from "../../src/runner/linking.ts";
import type { Rounds } from "../../src/runner/rounds.ts";
import { addPeople, deactivate } from "./add-people.ts";
import { organisation, orgUnit, rosterMember } from "./people-builders.ts";

/** Links of nobody, with what they are about, and how to leave nothing behind. */
export interface LinkingSetup {
  readonly linking: Linking;
  readonly rounds: Rounds;
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly close: () => Promise<void>;
}

const AT = 1_790_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const NO_CODE = "3333333333";

/** What every Linking promises. */
export function linkingContract(open: () => Promise<LinkingSetup>): void {
  describe("linking", () => {
    let setup: LinkingSetup;
    let linking: Linking;
    let count = 0;

    beforeAll(async () => {
      setup = await open();
      linking = setup.linking;
    });
    afterAll(() => setup.close());

    const fresh = (what: string) => `${what}-${String(++count).padStart(3, "0")}`;
    async function department(...people: readonly RosterMember[]) {
      const id = fresh("dep");
      const members = await addPeople(setup.directory, id, people, [orgUnit("10"), orgUnit("20", "10")]);
      return { id, members: members as readonly [Member, Member, Member] };
    }
    function issue(id: string, over: Partial<Parameters<Linking["issueCodes"]>[0]> = {}) {
      const usual = { onlyUnlinked: false, expiresAt: AT + DAY_MS, actor: "operator:Malee", at: AT };
      return linking.issueCodes({ organisation: id, ...usual, ...over });
    }
    async function codeOf(id: string, member: Member): Promise<string> {
      const [issued] = (await issue(id, { members: [member.id] })) as [IssuedCode];
      return issued.code;
    }
    async function ticketOf(code: string, personId = fresh("asks"), at = AT): Promise<string> {
      const answer = await linking.check(personId, code, fresh("event"), at);
      if (answer.status !== "found") throw new Error(`the code is ${answer.status}`);
      return answer.ticket;
    }
    async function link(id: string, member: Member, personId: string, at = AT): Promise<string> {
      const ticket = await ticketOf(await codeOf(id, member), personId, at);
      expect(await linking.redeem(personId, ticket, at)).toMatchObject({ status: "linked" });
      return ticket;
    }
    const memberOf = async (personId: string) => (await linking.membership(personId, AT))?.member;
    const journal = async (id: string) => {
      const entries = await setup.audit.list({ organisation: id, limit: 100 });
      return entries
        .filter(({ actor }) => actor !== "operator:set-up")
        .map(({ id: _id, ...rest }) => rest)
        .toReversed();
    };
    const wrong = (personId: string, at: number, eventId = fresh("event")) =>
      linking.check(personId, NO_CODE, eventId, at);

    it("knows nothing of a stranger", async () => {
      expect(await linking.membership("stranger", AT)).toBeNull();
      expect(await linking.unlink("stranger", "operator:x", AT)).toBe(false);
      expect(await linking.redeem("stranger", "no ticket", AT)).toEqual({ status: "expired" });
    });

    it("links an account with a code and knows its place from then on", async () => {
      const hr = rosterMember("1", { role: "hr", group: "service", manages: ["10", "20"], unit: "20" });
      const { id, members } = await department(hr);
      const [member] = members;
      const code = await codeOf(id, member);
      const person = fresh("person");
      const found = await linking.check(person, code, fresh("event"), AT);
      expect(found).toEqual({
        status: "found",
        ticket: expect.stringMatching(/^[0-9a-f]{64}$/u),
        name: "ค••• 1•••",
        organisation: organisation().name,
        replaces: false,
      });
      expect(await linking.membership(person, AT)).toBeNull();
      const membership = {
        member: member.id,
        name: member.name,
        organisation: organisation({ id }),
        unit: { id: "20", name: "หน่วย 20" },
        group: "service",
        role: "hr",
        manages: [
          { id: "10", name: "หน่วย 10" },
          { id: "20", name: "หน่วย 20" },
        ],
        round: calendarYear(AT),
      };
      const ticket = found.status === "found" ? found.ticket : "";
      expect(await linking.redeem(person, ticket, AT)).toEqual({ status: "linked", membership });
      expect(await linking.membership(person, AT)).toEqual(membership);
    });

    it("gives the open round, and the calendar year once its end has come", async () => {
      const { id, members } = await department(rosterMember("1"));
      const person = fresh("person");
      await link(id, members[0], person);
      const round = { id: "2569-1", name: "รอบแรก", opensAt: AT, closesAt: AT + 10 };
      expect(await setup.rounds.open(id, round, "operator:Malee", AT)).toBe(true);
      expect((await linking.membership(person, AT + 9))?.round).toEqual(round);
      expect((await linking.membership(person, AT + 10))?.round).toEqual(calendarYear(AT));
    });

    it("tells everybody their own place, however many ask at once", async () => {
      const numbers = ["1", "2", "3", "4", "5"];
      const manager = rosterMember("6", { manages: ["10", "20"] });
      const { id, members } = await department(...numbers.map((number) => rosterMember(number)), manager);
      const people: string[] = [];
      for (const member of members) {
        const person = fresh("person");
        await link(id, member, person);
        people.push(person);
      }
      const asked = [...people, "stranger", ...people];
      const places = await Promise.all(asked.map((person) => linking.membership(person, AT)));
      const ids = members.map((member) => member.id);
      expect(places.map((one) => one?.member)).toEqual([...ids, undefined, ...ids]);
      expect(places.map((one) => one?.manages.length)).toEqual([
        ...[0, 0, 0, 0, 0, 2],
        undefined,
        ...[0, 0, 0, 0, 0, 2],
      ]);
    });

    it("answers a repeated redemption the same, with one audit entry", async () => {
      const { id, members } = await department(rosterMember("1"));
      const person = fresh("person");
      const ticket = await link(id, members[0], person);
      const again = await Promise.all([1, 2, 3].map(() => linking.redeem(person, ticket, AT + 5)));
      expect(again.map(({ status }) => status)).toEqual(["linked", "linked", "linked"]);
      const [member] = members;
      expect(await journal(id)).toEqual([
        {
          at: AT,
          actor: "operator:Malee",
          action: "codes_issue",
          organisation: id,
          subject: null,
          detail: { codes: 1, onlyUnlinked: false, expiresAt: AT + DAY_MS },
        },
        {
          at: AT,
          actor: `member:${member.id}`,
          action: "account_link",
          organisation: id,
          subject: member.id,
          detail: { replacedAccount: false, leftMember: null },
        },
      ]);
    });

    it("lets exactly one of many have a code", async () => {
      const { id, members } = await department(rosterMember("1"));
      const ticket = await ticketOf(await codeOf(id, members[0]));
      const people = Array.from({ length: 8 }, () => fresh("person"));
      const outcomes = await Promise.all(people.map((person) => linking.redeem(person, ticket, AT)));
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["linked", ...Array(7).fill("used")]);
      const linked = await Promise.all(people.map(memberOf));
      expect(linked.filter((member) => member !== undefined)).toEqual([members[0].id]);
      expect((await journal(id)).filter(({ action }) => action === "account_link")).toHaveLength(1);
    });

    it("says of a used code that it is used, to everybody", async () => {
      const { id, members } = await department(rosterMember("1"));
      const code = await codeOf(id, members[0]);
      const [person, other] = [fresh("person"), fresh("person")];
      await linking.redeem(person, await ticketOf(code, person), AT);
      for (const one of [person, other, person, other, person, other, other, other]) {
        expect(await linking.check(one, code, fresh("event"), AT + 1)).toEqual({ status: "used" });
      }
    });

    it("knows an old code from a wrong one, also between asking and redeeming", async () => {
      const { id, members } = await department(rosterMember("1"));
      const code = await codeOf(id, members[0]);
      const person = fresh("person");
      const ticket = await ticketOf(code, person, AT + DAY_MS - 1);
      expect(await linking.check(person, code, fresh("event"), AT + DAY_MS)).toEqual({ status: "expired" });
      expect(await linking.redeem(person, ticket, AT + DAY_MS)).toEqual({ status: "expired" });
      expect(await memberOf(person)).toBeUndefined();
    });

    it("takes only the latest code of a person", async () => {
      const { id, members } = await department(rosterMember("1"));
      const [first, person] = [await codeOf(id, members[0]), fresh("person")];
      const ticket = await ticketOf(first, person);
      const second = await codeOf(id, members[0]);
      expect(await linking.check(person, first, fresh("event"), AT)).toMatchObject({ status: "wrong" });
      expect(await linking.redeem(person, ticket, AT)).toEqual({ status: "expired" });
      expect(await linking.redeem(person, await ticketOf(second, person), AT)).toMatchObject({
        status: "linked",
      });
    });

    it("has no place for somebody who has left, until they are back", async () => {
      const { id, members } = await department(rosterMember("1"), rosterMember("2"), rosterMember("3"));
      const [linked, leaving, staying] = members;
      const person = fresh("person");
      await link(id, linked, person);
      const code = await codeOf(id, leaving);
      const ticket = await ticketOf(code);
      await deactivate(setup.directory, id, linked);
      await deactivate(setup.directory, id, leaving);
      expect(await linking.membership(person, AT)).toBeNull();
      expect(await linking.check(fresh("person"), code, fresh("event"), AT)).toEqual({ status: "expired" });
      expect(await linking.redeem(fresh("person"), ticket, AT)).toEqual({ status: "expired" });
      expect((await issue(id)).map(({ member }) => member)).toEqual([staying.id]);
    });

    it("replaces the account of a person and the person of an account", async () => {
      const { id, members } = await department(rosterMember("1"), rosterMember("2"));
      const [one, two] = members;
      const [old, young] = [fresh("person"), fresh("person")];
      await link(id, one, old);
      const code = await codeOf(id, one);
      expect(await linking.check(old, code, fresh("event"), AT)).toMatchObject({ replaces: false });
      const found = await linking.check(young, code, fresh("event"), AT);
      expect(found).toMatchObject({ status: "found", replaces: true });
      await linking.redeem(young, await ticketOf(code, young), AT);
      expect([await memberOf(old), await memberOf(young)]).toEqual([undefined, one.id]);
      await link(id, two, young);
      expect(await memberOf(young)).toBe(two.id);
      expect(await linking.unlinkMember(id, one.id, "operator:Malee", AT)).toBe(false);
      const links = (await journal(id)).filter(({ action }) => action === "account_link");
      expect(links.map(({ subject, detail }) => [subject, detail])).toEqual([
        [one.id, { replacedAccount: false, leftMember: null }],
        [one.id, { replacedAccount: true, leftMember: null }],
        [two.id, { replacedAccount: false, leftMember: one.id }],
      ]);
    });

    it("changes and notes nothing when the same account is linked to the same person again", async () => {
      const { id, members } = await department(rosterMember("1"));
      const person = fresh("person");
      await link(id, members[0], person);
      await link(id, members[0], person, AT + 1);
      expect((await journal(id)).filter(({ action }) => action === "account_link")).toHaveLength(1);
    });

    it("ends a link once, by account or by person, and a used code does not bring it back", async () => {
      const { id, members } = await department(rosterMember("1"), rosterMember("2"));
      const [one, two] = members;
      const [first, second] = [fresh("person"), fresh("person")];
      const ticket = await link(id, one, first);
      await link(id, two, second);
      expect(await linking.unlink(first, `member:${one.id}`, AT + 1)).toBe(true);
      expect(await linking.unlink(first, `member:${one.id}`, AT + 2)).toBe(false);
      expect(await linking.redeem(first, ticket, AT + 3)).toEqual({ status: "used" });
      expect(await linking.unlinkMember("another", two.id, "operator:Malee", AT + 3)).toBe(false);
      expect(await linking.unlinkMember(id, two.id, "operator:Malee", AT + 4)).toBe(true);
      expect(await linking.unlinkMember(id, two.id, "operator:Malee", AT + 5)).toBe(false);
      expect([await memberOf(first), await memberOf(second)]).toEqual([undefined, undefined]);
      const ends = (await journal(id)).filter(({ action }) => action === "account_unlink");
      expect(ends.map(({ at, actor, subject }) => [at, actor, subject])).toEqual([
        [AT + 1, `member:${one.id}`, one.id],
        [AT + 4, "operator:Malee", two.id],
      ]);
    });

    it("locks an account out after five wrong codes, for right ones too, and for an hour", async () => {
      const { id, members } = await department(rosterMember("1"));
      const [code, person] = [await codeOf(id, members[0]), fresh("person")];
      for (const [place, triesLeft] of [4, 3, 2, 1].entries()) {
        expect(await wrong(person, AT + place)).toEqual({ status: "wrong", triesLeft });
      }
      const locked = { status: "locked", until: AT + 4 + LOCKED_OUT_MS };
      expect(await wrong(person, AT + 4)).toEqual(locked);
      expect(await wrong(person, AT + 1_000)).toEqual(locked);
      const check = (at: number) => linking.check(person, code, fresh("event"), at);
      expect(await check(AT + 5)).toEqual(locked);
      expect(await check(locked.until - 1)).toEqual(locked);
      expect(await linking.check(fresh("person"), code, fresh("event"), AT + 5)).toMatchObject({
        status: "found",
      });
      expect(await check(locked.until)).toMatchObject({ status: "found" });
      expect(await wrong(person, locked.until)).toEqual({ status: "wrong", triesLeft: 4 });
    });

    it("counts a wrong code for an hour only", async () => {
      const person = fresh("person");
      for (const at of [AT, AT + 1, AT + 2, AT + 3]) await wrong(person, at);
      expect(await wrong(person, AT + LOCKED_OUT_MS + 1)).toEqual({ status: "wrong", triesLeft: 2 });
    });

    it("counts a wrong code once an event and repeats its answer", async () => {
      const person = fresh("person");
      const events = Array.from({ length: 5 }, () => fresh("event"));
      const ask = async () => {
        const answers = [];
        for (const [place, event] of events.entries()) answers.push(await wrong(person, AT + place, event));
        return answers;
      };
      const first = await ask();
      expect(await ask()).toEqual(first);
      const [one] = events as [string];
      expect(await wrong(person, AT + DAY_MS, one)).toEqual(first[0]);
      expect(await wrong(fresh("person"), AT, one)).toEqual({ status: "wrong", triesLeft: 4 });
    });

    it("counts wrong codes that come at the same time, and forgets them after a day", async () => {
      const person = fresh("person");
      const answers = await Promise.all(Array.from({ length: 12 }, () => wrong(person, AT)));
      const triesLeft = answers.flatMap((answer) => (answer.status === "wrong" ? [answer.triesLeft] : []));
      expect(triesLeft.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
      expect(await wrong(person, AT + 1)).toEqual({ status: "locked", until: AT + LOCKED_OUT_MS });
      const event = fresh("event");
      const late = fresh("person");
      await wrong(late, AT, event);
      await wrong(fresh("person"), AT + DAY_MS);
      expect(await linking.check(late, NO_CODE, event, AT + DAY_MS)).toMatchObject({ triesLeft: 4 });
      expect(await wrong(late, AT + DAY_MS)).toEqual({ status: "wrong", triesLeft: 3 });
    });

    it("gives codes to whom it is told, and only to active people of the organisation", async () => {
      const { id, members } = await department(rosterMember("1"), rosterMember("2"), rosterMember("3"));
      const other = await department(rosterMember("9"));
      const [one, two, three] = members;
      await link(id, two, fresh("person"));
      await deactivate(setup.directory, id, three);
      const ids = [three, two, one, other.members[0]].map((member) => member.id);
      const chosen = await issue(id, { members: [...ids, "nobody", one.id] });
      expect(chosen.map(({ staffNumber }) => staffNumber)).toEqual(["1", "2"]);
      const unlinked = await issue(id, { onlyUnlinked: true, members: ids, expiresAt: AT + 7 });
      expect(unlinked).toEqual([
        {
          member: one.id,
          staffNumber: "1",
          name: one.name,
          unitName: "หน่วย 10",
          code: expect.any(String),
          expiresAt: AT + 7,
        },
      ]);
      expect(await issue(id, { members: [] })).toEqual([]);
      expect((await issue(id, { onlyUnlinked: true })).map(({ staffNumber }) => staffNumber)).toEqual(["1"]);
    });

    it("gives thousands of different codes by staff number, with one entry", async () => {
      const numbers = Array.from({ length: 2_600 }, (_, number) => String(number).padStart(5, "0"));
      const { id } = await department(...numbers.map((number) => rosterMember(number)));
      const issued = await issue(id);
      expect(issued.map(({ staffNumber }) => staffNumber)).toEqual(numbers);
      expect(new Set(issued.map(({ code }) => code)).size).toBe(numbers.length);
      expect(issued.filter(({ code }) => readLinkCode(code) !== code)).toEqual([]);
      const again = await issue(id);
      expect(new Set([...issued, ...again].map(({ code }) => code)).size).toBe(2 * numbers.length);
      expect(await ticketOf(again.at(-1)?.code ?? "")).toBeDefined();
      const details = (await journal(id)).map(({ action, detail }) => [action, detail]);
      const detail = { codes: 2_600, onlyUnlinked: false, expiresAt: AT + DAY_MS };
      expect(details).toEqual([
        ["codes_issue", detail],
        ["codes_issue", detail],
      ]);
    });
  });
}
