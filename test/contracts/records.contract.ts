import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Effect } from "../../src/core/conversation/effect.ts";
import type { Records } from "../../src/runner/ports.ts";
import { assessment, person, result } from "./builders.ts";

/** Empty records, a look at what only reports read, and how to leave nothing behind. */
export interface RecordsSetup {
  readonly records: Records;
  /** `[version, accepted_at]` of a person, by version. */
  acceptances(personId: string): Promise<readonly (readonly [string, number])[]>;
  /** `[answered, item_count, dimension_sums parsed]` of an assessment. */
  figures(assessmentId: string): Promise<readonly [number, number, unknown]>;
  readonly close: () => Promise<void>;
}

const savePerson = (over = {}): Effect => ({ type: "save_person", person: person(over) });
const saveSitting = (over = {}): Effect => ({
  type: "save_assessment",
  status: "in_progress",
  assessment: assessment(over),
  result: null,
});
const saveCompleted = (over = {}): Effect => ({
  type: "save_assessment",
  status: "completed",
  assessment: assessment({ completedAt: 1_790_000_000_900, ...over }),
  result,
});

/** What every Records promises. */
export function recordsContract(open: () => Promise<RecordsSetup>): void {
  describe("records", () => {
    let setup: RecordsSetup;
    let records: Records;
    let people = 0;
    const stranger = () => `U${String(++people).padStart(32, "0")}`;

    beforeAll(async () => {
      setup = await open();
      records = setup.records;
    });
    afterAll(() => setup.close());

    it("know nothing of a stranger", async () => {
      expect(await records.loadPerson(stranger())).toBeUndefined();
    });

    it("give back a person and the assessments, latest start first, to the last digit", async () => {
      const id = stranger();
      const [older, newer] = [`${id}-1`, `${id}-2`];
      await records.apply(id, 3, [savePerson(), saveCompleted({ id: older })], 100);
      await records.apply(id, 4, [saveSitting({ id: newer, startedAt: 1_790_000_001_000 })], 200);
      expect(await records.loadPerson(id)).toEqual({
        person: { personId: id, ...person(), revision: 3 },
        assessments: [
          {
            personId: id,
            status: "in_progress",
            assessment: assessment({ id: newer, startedAt: 1_790_000_001_000 }),
            result: null,
            revision: 4,
          },
          {
            personId: id,
            status: "completed",
            assessment: assessment({ id: older, completedAt: 1_790_000_000_900 }),
            result,
            revision: 3,
          },
        ],
      });
    });

    it("keep a person without role and notice", async () => {
      const id = stranger();
      const blank = { role: null, notice: null, plainText: true, reachable: false, language: "en" } as const;
      await records.apply(id, 1, [savePerson(blank)], 100);
      expect((await records.loadPerson(id))?.person).toEqual({
        personId: id,
        ...person(blank),
        revision: 1,
      });
    });

    it("change nothing when the same effects are applied again", async () => {
      const id = stranger();
      const effects = [
        savePerson(),
        saveCompleted({ id }),
        { type: "save_notice_acceptance", noticeVersion: "1", acceptedAt: 5 } as const,
      ];
      await records.apply(id, 2, effects, 100);
      const before = await records.loadPerson(id);
      await records.apply(id, 2, effects, 999);
      expect(await records.loadPerson(id)).toEqual(before);
    });

    it("never let an older revision overwrite a newer one", async () => {
      const id = stranger();
      await records.apply(id, 9, [savePerson({ language: "en" }), saveCompleted({ id })], 100);
      await records.apply(id, 8, [savePerson({ language: "th" }), saveSitting({ id })], 200);
      const found = await records.loadPerson(id);
      expect([found?.person.language, found?.person.revision]).toEqual(["en", 9]);
      expect(found?.assessments.map(({ status, revision }) => [status, revision])).toEqual([
        ["completed", 9],
      ]);
    });

    it("let an older revision fill in an assessment the newer one did not touch", async () => {
      const id = stranger();
      await records.apply(id, 9, [savePerson()], 100);
      await records.apply(id, 8, [saveCompleted({ id })], 200);
      expect((await records.loadPerson(id))?.assessments).toHaveLength(1);
    });

    it("remember each accepted notice once, with the first instant", async () => {
      const id = stranger();
      const accept = (noticeVersion: string, acceptedAt: number) =>
        ({ type: "save_notice_acceptance", noticeVersion, acceptedAt }) as const;
      await records.apply(id, 1, [accept("1", 5)], 100);
      await records.apply(id, 2, [accept("2", 7), accept("1", 9)], 100);
      expect(await setup.acceptances(id)).toEqual([
        ["1", 5],
        ["2", 7],
      ]);
    });

    it("store what summaries are computed from", async () => {
      const id = stranger();
      await records.apply(id, 1, [saveSitting({ id })], 100);
      expect(await setup.figures(id)).toEqual([2, 3, null]);
      await records.apply(id, 2, [saveCompleted({ id })], 100);
      expect(await setup.figures(id)).toEqual([2, 3, { DLit: [2, 2], DG: [1, 2] }]);
    });

    it("apply all effects or none", async () => {
      const id = stranger();
      const broken = saveSitting({ id, startedAt: null });
      await expect(records.apply(id, 1, [savePerson(), broken], 100)).rejects.toThrow();
      expect(await records.loadPerson(id)).toBeUndefined();
    });

    it("give back in which round an assessment counts", async () => {
      const id = stranger();
      const countsIn = { organisation: "dep", member: "m-1", round: "r-1" };
      const counting = { ...saveCompleted({ id, countsIn }), levels: "2.1" };
      await records.apply(id, 1, [savePerson(), counting], 100);
      expect((await records.loadPerson(id))?.assessments[0]?.assessment.countsIn).toEqual(countsIn);
    });

    it("forget a person who erases everything, and tell up to which revision", async () => {
      const id = stranger();
      expect(await records.erasedUpTo(id)).toBe(0);
      await records.apply(id, 3, [savePerson(), saveCompleted({ id })], 100);
      await records.apply(id, 5, [{ type: "erase_person" }], 200);
      expect(await records.loadPerson(id)).toBeUndefined();
      expect(await records.erasedUpTo(id)).toBe(5);
    });

    it("bring nothing back that was saved before an erasure and arrives after it", async () => {
      const id = stranger();
      await records.apply(id, 5, [{ type: "erase_person" }], 200);
      await records.apply(id, 4, [savePerson(), saveCompleted({ id })], 300);
      await records.apply(id, 5, [savePerson()], 300);
      expect(await records.loadPerson(id)).toBeUndefined();
      await records.apply(id, 6, [savePerson()], 300);
      expect((await records.loadPerson(id))?.person.revision).toBe(6);
    });

    it("take many people at once, in any order of their revisions", async () => {
      const id = stranger();
      const revisions = [5, 1, 4, 2, 3];
      await Promise.all(
        revisions.map((n) =>
          records.apply(id, n, [savePerson({ notice: { version: `${n}`, acceptedAt: n } })], n),
        ),
      );
      expect((await records.loadPerson(id))?.person).toMatchObject({
        revision: 5,
        notice: { version: "5", acceptedAt: 5 },
      });
    });

    it("keep each of many turns that come at once", async () => {
      const crowd = Array.from({ length: 200 }, stranger);
      await Promise.all(
        crowd.map((id, number) => {
          const save = number % 3 === 0 ? saveCompleted({ id }) : saveSitting({ id });
          return records.apply(id, 1 + number, [savePerson(), save], 100 + number);
        }),
      );
      const found = await Promise.all(crowd.map((id) => records.loadPerson(id)));
      expect(found.map((one) => one?.assessments.map(({ status, revision }) => [status, revision]))).toEqual(
        crowd.map((_, number) => [[number % 3 === 0 ? "completed" : "in_progress", 1 + number]]),
      );
    });

    it("keep the latest of several turns of one person that come at once", async () => {
      const id = stranger();
      const turns = [3, 1, 4, 2].map((n) =>
        records.apply(id, n, [savePerson(), saveSitting({ id, startedAt: n })], n),
      );
      await Promise.all([...turns, records.apply(id, 5, [saveCompleted({ id })], 5)]);
      const [saved] = (await records.loadPerson(id))?.assessments ?? [];
      expect([saved?.status, saved?.revision]).toEqual(["completed", 5]);
    });

    it("refuse a turn that cannot be saved without harm to those that come with it", async () => {
      const [good, bad, alsoGood] = [stranger(), stranger(), stranger()];
      const broken = saveSitting({ id: bad, startedAt: null });
      const turns = [saveSitting({ id: good }), broken, saveSitting({ id: alsoGood })];
      const outcomes = await Promise.allSettled(
        [good, bad, alsoGood].map((id, place) =>
          records.apply(id, 1, [savePerson(), turns[place] as Effect], 1),
        ),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      const found = await Promise.all([good, bad, alsoGood].map((id) => records.loadPerson(id)));
      expect(found.map((one) => one !== undefined)).toEqual([true, false, true]);
    });

    it("bring nothing back when an erasure comes with other turns", async () => {
      const id = stranger();
      await Promise.all([
        records.apply(id, 1, [savePerson()], 1),
        records.apply(id, 3, [{ type: "erase_person" }], 3),
        records.apply(id, 2, [savePerson(), saveSitting({ id })], 2),
      ]);
      expect(await records.loadPerson(id)).toBeUndefined();
    });
  });
}
