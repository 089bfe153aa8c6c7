import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Level } from "../../../src/core/assessment/assessment.ts";
import { advanceDisclosure } from "../../../src/core/team/advance-disclosure.ts";
import { NOTHING_PUBLISHED } from "../../../src/core/team/disclosure-state.ts";
import { presenceOf } from "../../../src/core/team/presence.ts";
import { peopleIn, sumState } from "../../../src/core/team/sum-cells.ts";
import { unitTree } from "../../../src/core/team/unit-tree.ts";
import { type History, histories, populations } from "./history.ts";
import { CATALOGUE } from "./published-rows.ts";
import { advance, answers, completionByUnit, itemByUnit, people, round, UNITS } from "./team.ts";

const tooFewPeople = (seeUnit: string | null) => ["too_few_people", seeUnit];
const tooFewAnswers = (seeUnit: string | null) => ["too_few_answers", seeUnit];
const wouldExpose = (seeUnit: string | null) => ["would_expose_fewer", seeUnit];

describe("what a unit shows", () => {
  const five = people("a", 5, "west");
  const mixed = [
    ...answers(five.slice(0, 2), { A1: 0, A2: 2, B1: 3 }),
    ...answers(five.slice(2, 3), { A1: 1, A2: 2, B1: 3 }),
    ...answers(five.slice(3), { A1: 3, A2: 3, B1: 2 }),
  ];
  const { snapshot } = advance(round({ people: five, responses: mixed }));

  test("completion, the match of dimensions, gaps, who could teach, and topics", () => {
    expect(snapshot.units.west).toEqual({
      completion: { status: "shown", people: 5, completed: { kind: "nearly_all" } },
      dimensions: [
        {
          dimension: "A",
          figure: { status: "shown", peopleAtLeast: 5, match: { kind: "percent", percent: 75 } },
        },
        { dimension: "B", figure: { status: "shown", peopleAtLeast: 5, match: { kind: "nearly_all" } } },
      ],
      items: [
        {
          item: "A1",
          figure: {
            status: "shown",
            people: 5,
            gap: { kind: "counted", people: 3, percent: 60 },
            teach: { kind: "counted", people: 2, percent: 40 },
          },
        },
        {
          item: "A2",
          figure: {
            status: "shown",
            people: 5,
            gap: { kind: "few" },
            teach: { kind: "counted", people: 2, percent: 40 },
          },
        },
        {
          item: "B1",
          figure: {
            status: "shown",
            people: 5,
            gap: { kind: "few" },
            teach: { kind: "counted", people: 3, percent: 60 },
          },
        },
      ],
      topics: [{ topic: "K1", peopleAtLeast: 3 }],
    });
  });

  test("is part of what every unit above shows", () => {
    expect(snapshot.units.org).toEqual(snapshot.units.west);
  });

  test("nothing where there are too few people, and where to look instead", () => {
    expect(snapshot.units.east1?.dimensions).toEqual([
      { dimension: "A", figure: { status: "withheld", reason: "too_few_people", seeUnit: "org" } },
      { dimension: "B", figure: { status: "withheld", reason: "too_few_people", seeUnit: "org" } },
    ]);
  });
});

describe("the threshold", () => {
  const six = people("a", 6, "west");
  const afterwards = (count: number) =>
    advance(round({ people: six, responses: answers(six.slice(0, count), { A1: 2 }) }));

  test("four answers are too few, five are enough", () => {
    expect([4, 5].map((count) => itemByUnit(afterwards(count), "A1").west)).toEqual([tooFewAnswers(null), 5]);
  });

  test("counts those who rated, not those who answered", () => {
    const some = [...answers(six.slice(0, 4), { A1: 2, B1: 1 }), ...answers(six.slice(4), { B1: 1 })];
    const shown = advance(round({ people: six, responses: some }));
    expect([itemByUnit(shown, "A1").west, itemByUnit(shown, "B1").west]).toEqual([tooFewAnswers(null), 6]);
    expect(shown.snapshot.units.west?.dimensions.map(({ figure }) => figure.status)).toEqual([
      "withheld",
      "shown",
    ]);
  });

  test("no figure comes of answers that are all not applicable", () => {
    const shown = advance(round({ people: six, responses: answers(six, {}) }));
    expect(itemByUnit(shown, "A1").org).toEqual(tooFewAnswers(null));
    expect(completionByUnit(shown).org).toEqual([6, { kind: "nearly_all" }]);
  });

  test("completion needs five people and no answer at all", () => {
    expect(completionByUnit(afterwards(0)).west).toEqual([6, { kind: "few" }]);
    expect(completionByUnit(advance(round({ people: six.slice(0, 4) }))).west).toEqual(tooFewPeople(null));
  });
});

describe("teams too small", () => {
  const east1 = people("a", 3, "east1");
  const east2 = people("b", 8, "east2");
  const everybody = [...east1, ...east2];

  test("are shown together in the unit above", () => {
    const small = [...east1, ...people("b", 2, "east2")];
    const shown = advance(round({ people: small, responses: answers(small, { A1: 1 }) }));
    expect(itemByUnit(shown, "A1")).toEqual({
      org: 5,
      east: 5,
      east1: tooFewPeople("east"),
      east2: tooFewPeople("east"),
      west: tooFewPeople("org"),
    });
  });

  test("do not follow from the unit above less a team that is shown", () => {
    const shown = advance(round({ people: everybody, responses: answers(everybody, { A1: 1 }) }));
    expect(itemByUnit(shown, "A1")).toMatchObject({ org: 8, east: 8, east1: tooFewPeople("east"), east2: 8 });
  });

  test("late answers of a shown team wait for enough others above", () => {
    const first = advance(round({ people: everybody, responses: answers(east2.slice(0, 6), { A1: 1 }) }));
    const responses = answers(everybody, { A1: 1 });
    const next = advance(round({ people: everybody, responses }), first.state);
    expect(itemByUnit(first, "A1")).toMatchObject({ east: 6, east2: 6 });
    expect(itemByUnit(next, "A1")).toMatchObject({ east: 11, east2: 6, east1: tooFewPeople("east") });
  });

  test("nothing new is shown while too few are new", () => {
    const more = [...everybody, ...people("c", 9, "east2")];
    const first = advance(round({ people: more, responses: answers(east2, { A1: 1 }) }));
    const responses = answers(more.slice(0, 15), { A1: 1 });
    const next = advance(round({ people: more, responses }), first.state);
    expect([itemByUnit(first, "A1").org, itemByUnit(next, "A1").org]).toEqual([8, 8]);
  });

  test("when the round closes everybody who waits moves up as far as needed", () => {
    const waiting = [...people("a", 9, "east1"), ...people("b", 9, "west")];
    const responses = answers([...waiting.slice(0, 3), ...waiting.slice(9, 12)], { A1: 1 });
    const open = advance(round({ people: waiting, responses }));
    const closed = advance(round({ people: waiting, responses, isClosed: true }), open.state);
    expect(itemByUnit(open, "A1")).toMatchObject({ org: wouldExpose(null), west: tooFewAnswers(null) });
    expect(itemByUnit(closed, "A1")).toMatchObject({
      org: 6,
      east: tooFewAnswers("org"),
      west: tooFewAnswers("org"),
    });
  });
});

describe("managers", () => {
  const [manager] = people("m", 1, "west", { manages: ["west"] });
  const team = people("a", 5, "west");
  const all = manager ? [manager, ...team] : team;

  test("are in no figure of their own unit", () => {
    const others = people("c", 5, "org");
    const everybody = [...all, ...others];
    const shown = advance(round({ people: everybody, responses: answers(everybody, { A1: 1 }) }));
    expect(itemByUnit(shown, "A1")).toMatchObject({ org: 11, west: 5 });
    expect(completionByUnit(shown)).toMatchObject({
      org: [11, { kind: "nearly_all" }],
      west: [5, { kind: "nearly_all" }],
    });
  });

  test("do not make a team of four a team of five", () => {
    const shown = advance(round({ people: all.slice(0, 5), responses: answers(all.slice(0, 5), { A1: 1 }) }));
    expect(itemByUnit(shown, "A1")).toMatchObject({ org: 5, west: tooFewPeople("org") });
  });

  test("of the whole organisation are in no figure", () => {
    const head = people("m", 1, "west", { manages: ["org"] });
    const four = [...head, ...team.slice(0, 4)];
    const shown = advance(round({ people: four, responses: answers(four, { A1: 1 }), isClosed: true }));
    expect(itemByUnit(shown, "A1").org).toEqual(tooFewPeople(null));
  });

  test("who become managers later leave the figures with their whole cell", () => {
    const responses = answers(team, { A1: 1 });
    const first = advance(round({ people: team, responses }));
    const promoted = team.map((person, at) => (at === 0 ? { ...person, manages: ["west"] } : person));
    const next = advance(round({ people: promoted, responses }), first.state);
    expect(itemByUnit(next, "A1")).toMatchObject({ org: wouldExpose(null), west: tooFewPeople(null) });
  });
});

describe("what happens after people were shown", () => {
  const eleven = people("a", 11, "west");
  const responses = answers(eleven, { A1: 1 });
  const first = advance(round({ people: eleven, responses }));
  const afterwards = (some: Parameters<typeof round>[0]) =>
    advance(round({ people: eleven, responses, ...some }), first.state);

  test("nothing new shows the same again", () => {
    expect(afterwards({})).toEqual(first);
  });

  test("a changed answer changes nothing in this round", () => {
    expect(afterwards({ responses: answers(eleven, { A1: 3, B1: 2 }) }).state.items.A1).toEqual(
      first.state.items.A1,
    );
  });

  test("an erasure drops the whole cell for good, and nobody of it comes back", () => {
    const erased = ["a1"];
    const next = afterwards({ responses: responses.slice(1), erased });
    const later = advance(round({ people: eleven, responses, isClosed: true }), next.state);
    expect([first, next, later].map((shown) => itemByUnit(shown, "A1").west)).toEqual([11, 5, 5]);
    expect(next.state.items.A1?.map(({ members, tally }) => [members.length, tally])).toEqual([
      [6, null],
      [5, [0, 5, 0, 0]],
    ]);
  });

  test("who erased their answers is still in the audience, as somebody who has not completed", () => {
    const next = afterwards({ responses: responses.slice(4), erased: ["a1", "a2", "a3", "a4"] });
    expect(completionByUnit(next).west).toEqual([11, { kind: "counted", people: 7, percent: 64 }]);
  });

  test("who erased their answers and is no longer in the roster leaves the audience with their cell", () => {
    const next = afterwards({ people: eleven.slice(1), responses: responses.slice(1), erased: ["a1"] });
    expect(completionByUnit(next).west).toEqual([5, { kind: "nearly_all" }]);
  });

  test("people who leave the organisation stay where they were counted", () => {
    expect(itemByUnit(afterwards({ people: eleven.slice(3) }), "A1").west).toBe(11);
    expect(completionByUnit(afterwards({ people: eleven.slice(3) })).west).toEqual([
      11,
      { kind: "nearly_all" },
    ]);
  });

  test("people who leave before they are shown are never shown", () => {
    const [late] = people("b", 1, "west");
    const five = people("c", 5, "org");
    const all = [...eleven, ...five];
    const arrived = answers([...all, ...(late ? [late] : [])], { A1: 1 });
    expect(itemByUnit(afterwards({ people: all, responses: arrived }), "A1").org).toBe(16);
  });

  test("people who move to another unit stay where they were counted", () => {
    const moved = eleven.map((person) => ({ ...person, unit: "east1" }));
    expect(itemByUnit(afterwards({ people: moved }), "A1")).toMatchObject({
      org: 11,
      east1: wouldExpose("org"),
      west: 11,
    });
  });

  test("a unit that moves takes its figures along", () => {
    const units = UNITS.map((unit) => (unit.id === "west" ? { id: "west", parent: "east" } : unit));
    expect(itemByUnit(afterwards({ units }), "A1")).toMatchObject({ org: 11, east: 11, west: 11 });
  });

  test("the figures of a closed unit stay the organisation's", () => {
    const units = UNITS.filter(({ id }) => id !== "west");
    expect(itemByUnit(afterwards({ units }), "A1").org).toBe(11);
  });
});

describe("staff groups", () => {
  const academics = people("a", 6, "west", { group: "academic" });
  const services = people("s", 8, "east1", { group: "service" });
  const single = people("x", 1, "east1", { group: "academic" });
  const all = [...academics, ...services, ...single];
  const { snapshot } = advance(round({ people: all, responses: answers(all, { A1: 1 }) }));

  test("count people who were published with their own group only", () => {
    const shown = Object.entries(snapshot.groups).map(([group, { items }]) => [group, items[0]?.figure]);
    expect(shown).toEqual([
      ["academic", { status: "shown", people: 6, gap: { kind: "nearly_all" }, teach: { kind: "few" } }],
      ["service", { status: "withheld", reason: "would_expose_fewer", seeUnit: "org" }],
    ]);
  });
});

test("how people answered has no say in who is published together", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const cells = (level: Level) =>
        play(history, (one) => one, level).map(({ state }) =>
          Object.values(state.items).flatMap((of) => of.map(({ unit, members }) => ({ unit, members }))),
        );
      expect(cells(3)).toEqual(cells(0));
    }),
    { numRuns: 30 },
  );
});

test("at the end of a round without changes fewer people are left out than the threshold", () => {
  fc.assert(
    fc.property(histories, ({ steps, ...history }) => {
      const once = steps.filter(({ type }) => type === "answer");
      for (const population of populations({ ...history, steps: once }, () => 1)) {
        const { state } = advanceDisclosure(NOTHING_PUBLISHED, population, CATALOGUE, { minPeople: 3 });
        const tree = unitTree(population.units);
        const raters = presenceOf(population, tree).raters.get("A1")?.byUnit.get(tree.root) ?? [];
        const shown = sumState(state, tree).items.get("A1")?.byUnit.get(tree.root) ?? [];
        expect([0, 1, 2]).toContain(peopleIn(raters) - peopleIn(shown));
      }
    }),
    { numRuns: 60 },
  );
});

test("the order in which people and answers are listed changes nothing", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const listed = play(history, (one) => one);
      expect(play(history, (one) => one.toReversed())).toEqual(listed);
    }),
    { numRuns: 30 },
  );
});

function play(
  history: History,
  order: <T>(list: readonly T[]) => readonly T[],
  level: Level = 1,
): readonly ReturnType<typeof advanceDisclosure>[] {
  let state = NOTHING_PUBLISHED;
  return populations(history, () => level).map((population) => {
    const { people: listed, responses } = population;
    const input = { ...population, people: order(listed), responses: order(responses) };
    const next = advanceDisclosure(state, input, CATALOGUE, { minPeople: 3 });
    state = next.state;
    return next;
  });
}
