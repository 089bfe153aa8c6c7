import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssessmentStatus } from "../../src/core/conversation/effect.ts";
import type { Member } from "../../src/core/people/member.ts";
import { calendarYear, type Round } from "../../src/core/people/round.ts";
import type { AuditLog, Directory } from "../../src/runner/directory.ts";
import type { Rounds } from "../../src/runner/rounds.ts";
import { addPeople, deactivate } from "./add-people.ts";
import { orgUnit, rosterMember } from "./people-builders.ts";

/** What the records have of somebody. */
export interface Standing {
  /** Whether an account is linked to them. */
  readonly linked?: boolean;
  readonly reachable?: boolean;
  readonly declined?: boolean;
  readonly assessment?: readonly [kind: "full" | "quick", status: AssessmentStatus];
  /** The round their response counts in. */
  readonly completed?: string;
}

/** Rounds of nobody, with what they are about, and how to leave nothing behind. */
export interface RoundsSetup {
  readonly rounds: Rounds;
  readonly directory: Directory;
  readonly audit: AuditLog;
  /** Writes down what the records have of a member. */
  readonly stand: (organisation: string, member: Member, standing: Standing) => Promise<void>;
  readonly close: () => Promise<void>;
}

const AT = 1_790_000_000_000;
const BY = "operator:Malee";

/** What every Rounds promises. */
export function roundsContract(open: () => Promise<RoundsSetup>): void {
  describe("rounds", () => {
    let setup: RoundsSetup;
    let rounds: Rounds;
    let count = 0;

    beforeAll(async () => {
      setup = await open();
      rounds = setup.rounds;
    });
    afterAll(() => setup.close());

    const fresh = () => `dep-${String(++count).padStart(3, "0")}`;
    const round = (id: string, over: Partial<Round> = {}): Round => ({
      id,
      name: `รอบ ${id}`,
      opensAt: AT,
      closesAt: null,
      ...over,
    });
    const journal = async (organisation: string) => {
      const entries = await setup.audit.list({ organisation, limit: 100 });
      return entries.map(({ at, actor, action, detail }) => [at, actor, action, detail]).toReversed();
    };
    const states = async (organisation: string) =>
      (await rounds.list(organisation)).map(({ id, state }) => [id, state]);

    it("has the calendar year where no round was opened", async () => {
      const dep = fresh();
      expect(await rounds.current(dep, AT)).toEqual(calendarYear(AT));
      expect(await rounds.list(dep)).toEqual([]);
      expect(await rounds.close(dep, BY, AT)).toBeUndefined();
      expect(await journal(dep)).toEqual([]);
    });

    it("opens one round at a time and closes it, and notes both", async () => {
      const [dep, other] = [fresh(), fresh()];
      const first = round("2569-1", { closesAt: AT + 100 });
      expect(await rounds.open(dep, first, BY, AT)).toBe(true);
      expect(await rounds.open(dep, round("2569-2"), BY, AT)).toBe(false);
      expect(await rounds.open(other, first, BY, AT)).toBe(true);
      expect(await rounds.current(dep, AT)).toEqual(first);
      expect(await rounds.close(dep, BY, AT + 5)).toEqual({ ...first, closesAt: AT + 5 });
      expect(await rounds.close(dep, BY, AT + 6)).toBeUndefined();
      expect(await rounds.current(dep, AT + 6)).toEqual(calendarYear(AT));
      expect(await rounds.list(dep)).toEqual([{ ...first, closesAt: AT + 5, state: "closed" }]);
      const { id, ...rest } = first;
      expect(await journal(dep)).toEqual([
        [AT, BY, "round_open", { round: id, ...rest }],
        [AT + 5, BY, "round_close", { round: id }],
      ]);
      expect(await states(other)).toEqual([["2569-1", "open"]]);
    });

    it("never uses an id twice, nor one of a calendar year", async () => {
      const dep = fresh();
      await rounds.open(dep, round("a"), BY, AT);
      await rounds.close(dep, BY, AT);
      expect(await rounds.open(dep, round("a", { name: "อื่น" }), BY, AT)).toBe(false);
      expect(await rounds.open(dep, round("year-2026"), BY, AT)).toBe(false);
      expect(await states(dep)).toEqual([["a", "closed"]]);
      expect(await journal(dep)).toHaveLength(2);
    });

    it("opens exactly one of several that are opened at once", async () => {
      const dep = fresh();
      const ids = ["a", "b", "c", "d"];
      const outcomes = await Promise.all(ids.map((id) => rounds.open(dep, round(id), BY, AT)));
      expect(outcomes.filter(Boolean)).toEqual([true]);
      expect(await states(dep)).toHaveLength(1);
      expect(await journal(dep)).toHaveLength(1);
    });

    it("lists the latest opening first", async () => {
      const dep = fresh();
      for (const [id, opensAt] of [
        ["b", 2],
        ["c", 1],
        ["a", 3],
      ] as const) {
        await rounds.open(dep, round(id, { opensAt }), BY, AT);
        await rounds.close(dep, BY, AT);
      }
      expect((await rounds.list(dep)).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    });

    it("closes what is due, once, and counts it as closed even before", async () => {
      const [dep, later, endless] = [fresh(), fresh(), fresh()];
      await rounds.open(dep, round("a", { closesAt: AT + 10 }), BY, AT);
      await rounds.open(later, round("a", { closesAt: AT + 20 }), BY, AT);
      await rounds.open(endless, round("a"), BY, AT);
      expect((await rounds.current(dep, AT + 9)).id).toBe("a");
      expect((await rounds.current(dep, AT + 10)).id).toBe("year-2026");
      expect(await rounds.closeDue(AT + 9)).toBe(0);
      expect(await rounds.closeDue(AT + 10)).toBe(1);
      expect(await rounds.closeDue(AT + 10)).toBe(0);
      expect(await rounds.list(dep)).toEqual([{ ...round("a", { closesAt: AT + 10 }), state: "closed" }]);
      expect((await journal(dep)).at(-1)).toEqual([AT + 10, "system:rounds", "round_close", { round: "a" }]);
      expect([await states(later), await states(endless)]).toEqual([[["a", "open"]], [["a", "open"]]]);
    });

    it("opens the next round although nobody has closed one whose end has come", async () => {
      const dep = fresh();
      await rounds.open(dep, round("a", { closesAt: AT + 10 }), BY, AT);
      expect(await rounds.open(dep, round("b", { opensAt: AT + 10 }), BY, AT + 10)).toBe(true);
      expect(await states(dep)).toEqual([
        ["b", "open"],
        ["a", "closed"],
      ]);
      const ended = fresh();
      await rounds.open(ended, round("a", { closesAt: AT + 10 }), BY, AT);
      expect(await rounds.close(ended, BY, AT + 10)).toBeUndefined();
      expect(await states(ended)).toEqual([["a", "closed"]]);
    });

    it("plans a round that opens later and opens it when its time has come and no other is open", async () => {
      const dep = fresh();
      await rounds.open(dep, round("a", { closesAt: AT + 20 }), BY, AT);
      expect(await rounds.open(dep, round("b", { opensAt: AT + 10 }), BY, AT)).toBe(true);
      await rounds.closeDue(AT + 10);
      expect(await states(dep)).toEqual([
        ["b", "planned"],
        ["a", "open"],
      ]);
      await rounds.closeDue(AT + 20);
      expect(await states(dep)).toEqual([
        ["b", "open"],
        ["a", "closed"],
      ]);
      expect((await journal(dep)).at(-1)).toEqual([AT + 20, "system:rounds", "round_open", { round: "b" }]);
    });

    it("says how everybody stands", async () => {
      const dep = fresh();
      const linked = { linked: true };
      const underWay = { ...linked, assessment: ["full", "in_progress"] } as const;
      const cases: readonly [Standing, string][] = [
        [{}, "not_linked"],
        [{ completed: "r" }, "completed"],
        [{ completed: "earlier" }, "not_linked"],
        [linked, "not_started"],
        [{ ...linked, reachable: true }, "not_started"],
        [underWay, "in_progress"],
        [{ ...linked, assessment: ["quick", "in_progress"] }, "not_started"],
        [{ ...linked, assessment: ["full", "abandoned"] }, "not_started"],
        [{ ...linked, assessment: ["full", "completed"] }, "not_started"],
        [{ ...underWay, completed: "earlier" }, "in_progress"],
        [{ ...underWay, completed: "r" }, "completed"],
        [{ ...underWay, declined: true }, "declined"],
        [{ ...underWay, declined: true, reachable: false }, "not_reachable"],
        [{ ...linked, declined: true, completed: "r" }, "completed"],
        [{ ...linked, reachable: false, completed: "r" }, "completed"],
      ];
      const number = (place: number) => String(place).padStart(2, "0");
      const people = cases.map((_, place) => rosterMember(number(place)));
      const members = await addPeople(setup.directory, dep, [
        ...people,
        rosterMember("98", { unit: "none" }),
        rosterMember("99"),
      ]);
      for (const [place, [standing]] of cases.entries()) {
        await setup.stand(dep, members[place] as Member, standing);
      }
      await deactivate(setup.directory, dep, members.at(-1) as Member);
      const standings = await rounds.standings(dep, "r", { limit: 50 });
      expect(standings.map(({ staffNumber, status }) => [staffNumber, status])).toEqual([
        ...cases.map(([, status], place) => [number(place), status]),
        ["98", "not_linked"],
      ]);
      const [first] = members as [Member];
      expect(standings[0]).toEqual({
        staffNumber: "00",
        name: first.name,
        unit: "10",
        unitName: "หน่วย 10",
        status: "not_linked",
        since: null,
        isLinked: false,
      });
      expect(standings.at(-1)).toMatchObject({ unit: "none", unitName: "none" });
    });

    it("lists standings in pages, of one organisation only", async () => {
      const [dep, other] = [fresh(), fresh()];
      const people = ["1", "2", "3", "4", "5"].map((number) => rosterMember(number));
      await addPeople(setup.directory, dep, people, [orgUnit("10")]);
      const [stranger] = (await addPeople(setup.directory, other, people)) as [Member];
      await setup.stand(other, stranger, { linked: true, completed: "r" });
      const page = async (after: string | undefined) =>
        (await rounds.standings(dep, "r", { after, limit: 2 })).map(({ staffNumber }) => staffNumber);
      expect([await page(undefined), await page("2"), await page("4"), await page("5")]).toEqual([
        ["1", "2"],
        ["3", "4"],
        ["5"],
        [],
      ]);
      const all = await rounds.standings(dep, "r", { limit: 9 });
      expect(new Set(all.map(({ status }) => status))).toEqual(new Set(["not_linked"]));
    });
  });
}
