import fc from "fast-check";
import { expect, test } from "vitest";
import { anyRows as rows } from "./any-rows.ts";
import { applied, checkRows, NOBODY } from "./roster-builders.ts";

test("importing the same roster twice changes nothing the second time", () => {
  fc.assert(
    fc.property(rows, rows, fc.boolean(), (earlier, roster, deactivate) => {
      const before = applied(NOBODY, checkRows(earlier).changes);
      const after = applied(before, checkRows(roster, before).changes, deactivate);
      const again = checkRows(roster, after);
      expect(again.changes.added).toEqual([]);
      expect(again.changes.changed).toEqual([]);
      expect(again.changes.addedUnits).toEqual([]);
      expect(again.changes.changedUnits).toEqual([]);
      if (deactivate) expect(again.changes.unlisted).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("the order of rows does not matter", () => {
  const shuffled = rows.chain((some) =>
    fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
  );
  fc.assert(
    fc.property(rows, shuffled, (earlier, [some, other]) => {
      const before = applied(NOBODY, checkRows(earlier).changes);
      const [one, two] = [checkRows(some, before), checkRows(other, before)];
      expect(two.changes).toEqual(one.changes);
      expect([two.badRows, two.problems.length]).toEqual([one.badRows, one.problems.length]);
    }),
    { numRuns: 300 },
  );
});

test("what a roster leaves behind is sound: one tree, everybody in a known unit, managing known units", () => {
  fc.assert(
    fc.property(rows, rows, (earlier, roster) => {
      const before = applied(NOBODY, checkRows(earlier).changes);
      const { units, members } = applied(before, checkRows(roster, before).changes);
      const parents = new Map(units.map(({ id, parent }) => [id, parent]));
      for (const { id } of units) {
        let [at, steps]: [string | null, number] = [id, 0];
        while (at !== null && steps <= units.length) {
          expect(parents.has(at)).toBe(true);
          [at, steps] = [parents.get(at) ?? null, steps + 1];
        }
        expect(at).toBeNull();
      }
      const used = members.flatMap(({ unit, manages }) => [unit, ...manages]);
      expect(used.filter((unit) => !parents.has(unit))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("a roster without problems lists nobody twice and skips nobody", () => {
  fc.assert(
    fc.property(rows, (roster) => {
      const { problems, badRows, people, changes } = checkRows(roster);
      if (problems.length === 0) expect([badRows, changes.added.length]).toEqual([0, people]);
      else if (problems.every(({ code }) => code !== "no_rows")) expect(badRows).toBeGreaterThan(0);
    }),
  );
});
