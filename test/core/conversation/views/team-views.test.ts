import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadTemplates } from "../../../../src/content/load-templates.ts";
import { parseAction } from "../../../../src/core/conversation/action.ts";
import type { OutgoingMessage } from "../../../../src/core/conversation/message.ts";
import { teamCompareMessage } from "../../../../src/core/conversation/views/team-comparison.ts";
import {
  teamDimensionMessages,
  teamGroupsMessages,
} from "../../../../src/core/conversation/views/team-details.ts";
import {
  teamDimensionsChoices,
  teamDimensionsMessage,
  teamUnitsChoices,
  teamUnitsMessage,
} from "../../../../src/core/conversation/views/team-lists.ts";
import { teamChoices, teamMessages } from "../../../../src/core/conversation/views/team-views.ts";
import type { TeamOptions } from "../../../../src/core/conversation/views/team-words.ts";
import { createVoice, type Voice } from "../../../../src/core/conversation/voice.ts";
import { GROUPS } from "../../../../src/core/framework/framework.ts";
import { LANGUAGES } from "../../../../src/core/language.ts";
import type { PeopleShare, Share } from "../../../../src/core/team/share.ts";
import type { Figure, TeamFigures } from "../../../../src/core/team/team-snapshot.ts";
import type { TeamView } from "../../../../src/core/team/team-view.ts";
import { createMessageRenderer } from "../../../../src/line/render-message.ts";
import { validateMessage } from "../../../../src/line/validate-message.ts";
import { buttonsOf, content } from "../../../support/builders.ts";
import {
  organisationView,
  previousRound,
  published,
  TAKEN_AT,
  teamFigures,
  teamView,
  withFigures,
  withheld,
  withheldFigures,
} from "../../../support/team-views.ts";

const th = createVoice("th", content);
const en = createVoice("en", content);
const OPTIONS: TeamOptions = { organisation: "Example Department", mayGoUp: false };
const [FIRST, SECOND] = content.framework.dimensions;
const FEW = { kind: "few" } as const;
const NEARLY_ALL = { kind: "nearly_all" } as const;

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const render = createMessageRenderer(loadTemplates(), silent);

function dimension(figure: TeamFigures["dimensions"][number]["figure"]) {
  return { dimension: FIRST?.id ?? "", figure };
}

/** The first line of the whole meaning that holds this. */
function line(messages: readonly OutgoingMessage[], part: string): string | undefined {
  return messages.flatMap(({ text }) => text.split("\n")).find((one) => one.includes(part));
}

/** Everything that can be shown of a view. */
function everything(view: TeamView, options: TeamOptions, voice: Voice): readonly OutgoingMessage[] {
  const dimensions = content.framework.dimensions.flatMap(({ id }) => teamDimensionMessages(view, id, voice));
  return [
    ...teamMessages(view, options, voice),
    ...teamGroupsMessages(view, voice),
    ...dimensions,
    teamDimensionsMessage(view, voice),
    teamUnitsMessage(view, 1, options, voice),
    teamUnitsMessage(view, 2, options, voice),
    teamCompareMessage(view, voice),
  ];
}

/** Unless the card itself is accepted by LINE, the renderer falls back to text. */
function typesAtLine(messages: readonly OutgoingMessage[]): readonly string[] {
  return messages.flatMap((message) =>
    render([message], "cards").map((rendered) => {
      expect(validateMessage(rendered)).toEqual([]);
      return rendered.type;
    }),
  );
}

describe("the summary of a unit", () => {
  test("says what it is for, of which unit, round and day, and where to go on", () => {
    const messages = teamMessages(teamView(), { ...OPTIONS, mayGoUp: true }, th);
    expect(messages.map((message) => message.type === "card" && message.card)).toEqual([
      "team-figures",
      "team-figures",
      "topics",
      "choice",
    ]);
    expect(messages[0]?.text.split("\n").slice(0, 5)).toEqual([
      "ภาพรวมทีม: กองบริการดิจิทัลตัวอย่าง",
      "ปี 2569 · ข้อมูล ณ 9 พฤศจิกายน 2569",
      "ใช้ค้นหาเรื่องที่ควรพัฒนาเท่านั้น ไม่ใช้ประเมินผลการปฏิบัติงาน",
      "",
      "ทำแบบประเมินครบแล้ว: 77% · 24 จาก 31 คน",
    ]);
    expect(messages.at(-1)?.text).toContain("1 ดูรายด้าน\n2 ดูหน่วยงานย่อย\n3 ดูหน่วยงานเหนือขึ้นไป");
  });

  test("calls the whole organisation by its name and the year in English", () => {
    const [summary] = teamMessages(organisationView(), OPTIONS, en);
    expect(summary?.text).toMatch(/^Team summary: Example Department\nYear 2026 · as of 9 November 2026\n/u);
  });

  test("calls a round as HR called it", () => {
    const round = { ...teamView().round, id: "r1", name: "รอบตัวอย่าง" };
    const [summary] = teamMessages(teamView({ round }), OPTIONS, th);
    expect(summary?.text).toContain("\nรอบตัวอย่าง · ข้อมูล ณ 9 พฤศจิกายน 2569\n");
  });

  test("lists the five units of capability most people could develop, without those of only a few", () => {
    const { items } = teamFigures();
    const figure = (gap: PeopleShare): TeamFigures["items"][number]["figure"] => ({
      status: "shown",
      people: 24,
      gap,
      teach: FEW,
    });
    const counted = (people: number) => figure({ kind: "counted", people, percent: people * 4 });
    const gaps = [FEW, { kind: "counted", people: 9, percent: 38 }, NEARLY_ALL] as const;
    const some = items.slice(0, 3).map(({ item }, at) => ({ item, figure: figure(gaps[at] ?? FEW) }));
    const few = { ...teamFigures(), items: [...some, { item: items[3]?.item ?? "", figure: counted(10) }] };
    const view = teamView({ published: published({ figures: few }) });
    const [, card] = teamMessages(view, OPTIONS, th);
    const names = items.slice(0, 4).map(({ item }) => {
      return content.framework.units.find(({ code }) => code === item)?.name.th;
    });
    expect(card?.text.split("\n").slice(3, 7)).toEqual([
      "ผู้ที่ยังไม่ถึงระดับที่ต้องการ (ระดับ 3)",
      `${names[2]}: เกือบทั้งหมด · สอนได้: ส่วนน้อย · ผู้ให้ระดับ: 24 คน`,
      `${names[3]}: 10 คน (40%) · สอนได้: ส่วนน้อย · ผู้ให้ระดับ: 24 คน`,
      `${names[1]}: 9 คน (38%) · สอนได้: ส่วนน้อย · ผู้ให้ระดับ: 24 คน`,
    ]);
    const [, whole] = teamMessages(teamView(), OPTIONS, th);
    expect(whole?.type === "card" && whole.card === "team-figures" && whole.values.rows.length).toBe(5);
  });

  test("says so where few people have any gap, and shows no cards of gaps and topics", () => {
    const items = teamFigures().items.map(({ item }) => ({
      item,
      figure: { status: "shown", people: 24, gap: FEW, teach: FEW } as const,
    }));
    const figures = teamFigures({ items, topics: [] });
    const messages = teamMessages(teamView({ published: published({ figures }) }), OPTIONS, th);
    expect(messages).toHaveLength(2);
    expect(messages[0]?.text).toContain("ทุกเรื่องที่มีตัวเลข ผู้ที่ยังไม่ถึงระดับที่ต้องการเป็นส่วนน้อย");
  });

  test("uses words near none and near everybody, explains them, and draws no telling bar", () => {
    const shown = (match: Share) => dimension({ status: "shown", peopleAtLeast: 7, match });
    const figures = (match: Share): TeamFigures => ({
      ...withFigures(teamFigures(), shown(match)),
      completion: { status: "shown", people: 31, completed: NEARLY_ALL },
    });
    const messages = teamMessages(teamView({ published: published({ figures: figures(FEW) }) }), OPTIONS, th);
    expect(line(messages, FIRST?.name.th ?? "")).toMatch(/: ส่วนน้อย · ผู้ให้ระดับอย่างน้อย 7 คน$/u);
    expect(line(messages, "ทำแบบประเมินครบแล้ว")).toBe("ทำแบบประเมินครบแล้ว: เกือบทั้งหมด · จาก 31 คน");
    expect(messages[0]?.text).toContain("“ส่วนน้อย” และ “เกือบทั้งหมด” ใช้แทน");
  });

  test.each([
    ["too_few_people", "ผู้ที่นับรวมได้มีไม่ถึง 7 คน"],
    ["too_few_answers", "ผู้ให้ระดับมีไม่ถึง 7 คน"],
    ["would_expose_fewer", "ถ้าแสดง อาจคำนวณย้อนถึงกลุ่มที่เล็กกว่า 7 คนได้"],
  ] as const)(
    "shows a dash for %s, with the organisation's own threshold and where to look",
    (reason, why) => {
      const figures = withFigures(teamFigures(), dimension(withheld(reason, "D9")));
      const view = (seeUnit: string | null) =>
        teamView({
          names: { D9: "สำนักตัวอย่าง" },
          published: published({
            minPeople: 7,
            figures: withFigures(figures, dimension(withheld(reason, seeUnit))),
          }),
        });
      const name = FIRST?.name.th ?? "";
      const shown = (seeUnit: string | null) => line(teamMessages(view(seeUnit), OPTIONS, th), name);
      expect(shown("D9")).toBe(`${name}: – (${why} ดูตัวเลขรวมได้ที่ “สำนักตัวอย่าง”)`);
      expect(shown("")).toBe(`${name}: – (${why} ดูตัวเลขรวมได้ที่ “ทั้งองค์กร”)`);
      expect(shown(null)).toBe(`${name}: – (${why})`);
      expect(shown("D404")).toBe(`${name}: – (${why})`);
    },
  );

  test("says one reason for everything once", () => {
    const figures = withheldFigures("too_few_people", "");
    const messages = teamMessages(teamView({ published: published({ figures }) }), OPTIONS, en);
    expect(messages).toHaveLength(2);
    const why = "Fewer than 5 people count here. The figure for “Whole organisation” includes them.";
    expect(line(messages, "All dimensions")).toBe(`All dimensions: – (${why})`);
    expect(line(messages, "Assessment completed")).toBe(`Assessment completed: – (${why})`);
    expect(line(messages, FIRST?.name.en ?? "")).toBeUndefined();
  });

  test("offers what there is: groups of the whole organisation, a previous round, the unit above", () => {
    const actions = (view: TeamView, mayGoUp = false) =>
      teamChoices(view, { ...OPTIONS, mayGoUp }, th).map(({ action }) => action);
    const dimensions = (unit: string) => ({ do: "team_dimensions", unit });
    const groups = { service: teamFigures() };
    const previous = previousRound(teamFigures());
    expect(actions(teamView({ below: [] }))).toEqual([dimensions("D1")]);
    expect(actions(teamView({ previous }), true)).toEqual([
      dimensions("D1"),
      { do: "team_units", unit: "D1", page: 1 },
      { do: "team_compare", unit: "D1" },
      { do: "team_unit", unit: "" },
    ]);
    expect(actions(organisationView({ published: published({ groups }), below: [] }), true)).toEqual([
      dimensions(""),
      { do: "team_groups", unit: "" },
    ]);
  });

  test("is a kind text while nothing is published, with the way up where there is one", () => {
    const view = teamView({ published: null });
    const [message, ...others] = teamMessages(view, OPTIONS, th);
    expect(others).toEqual([]);
    expect(message).toEqual({
      type: "text",
      text: `ยังไม่มีตัวเลขที่แสดงได้ของ “กองบริการดิจิทัลตัวอย่าง” (ปี 2569)\n\n${th.text("team.not_published_until", {
        count: 5,
      })}`,
    });
    const [up] = teamMessages(view, { ...OPTIONS, mayGoUp: true }, th);
    expect(up?.shortcuts?.map(({ data }) => parseAction(data))).toEqual([{ do: "team_unit", unit: "" }]);
    expect(everything(view, OPTIONS, en).every(({ type, text }) => type === "card" || text !== "")).toBe(
      true,
    );
  });
});

describe("a dimension", () => {
  const unit = content.framework.units.find((one) => one.dimension === FIRST?.id);

  test("shows gap, teachers and raters of each of its units of capability, or why not", () => {
    const figures = withFigures(
      teamFigures(),
      dimension({ status: "shown", peopleAtLeast: 24, match: { kind: "percent", percent: 29 } }),
      { item: unit?.code ?? "", figure: withheld("too_few_answers", "") },
    );
    const view = teamView({ published: published({ figures }) });
    const [card, ...others] = teamDimensionMessages(view, FIRST?.id ?? "", en);
    expect(others).toEqual([]);
    const own = content.framework.units.filter((one) => one.dimension === FIRST?.id);
    expect(card?.type === "card" && card.card === "team-figures" && card.values.rows.length).toBe(own.length);
    expect(line([card as OutgoingMessage], "Match with")).toBe(
      "Match with what the roles require: 29% · Rated by at least 24 people",
    );
    expect(line([card as OutgoingMessage], unit?.name.en ?? "")).toContain(
      ": – (Fewer than 5 people have rated this. The figure for “Whole organisation” includes them.)",
    );
    expect(line([card as OutgoingMessage], own[4]?.name.en ?? "")).toContain(
      ": 15 people (63%) · Could teach: 4 people (17%) · rated by: 24 people",
    );
    expect(card?.text).toContain("What the roles in the team are not asked about has no figure.");
  });

  test("of an unknown name leads back to the list", () => {
    expect(teamDimensionMessages(teamView(), "nonsense", th)).toEqual([
      teamDimensionsMessage(teamView(), th),
    ]);
  });

  test("is chosen from a list with the official names and matches, uncut", () => {
    const message = teamDimensionsMessage(teamView(), th);
    expect(message.text).toContain(`2 ${SECOND?.name.th}: 38%`);
    const shown = message.type === "card" && message.card === "team-list" ? message.values.options : [];
    expect(shown.map(({ name }) => name)).toEqual(content.framework.dimensions.map(({ name }) => name.th));
    expect(teamDimensionsChoices(teamView(), th).at(1)?.action).toEqual({
      do: "team_dimension",
      unit: "D1",
      dimension: SECOND?.id,
    });
  });
});

describe("the units below", () => {
  const below = Array.from({ length: 17 }, (_, at) => ({ id: `T${at + 1}`, name: `ทีมตัวอย่าง ${at + 1}` }));
  const view = teamView({ below });

  test("are listed a page at a time, with the pages before and after and the unit above", () => {
    const choices = (page: number, mayGoUp = false) =>
      teamUnitsChoices(view, page, { ...OPTIONS, mayGoUp }, th).map(({ action }) => action);
    const units = (from: number, to: number) =>
      below.slice(from - 1, to).map(({ id }) => ({ do: "team_unit", unit: id }));
    const page = (to: number) => ({ do: "team_units", unit: "D1", page: to });
    const back = { do: "team_unit", unit: "D1" };
    expect(choices(1)).toEqual([...units(1, 8), page(2), back]);
    expect(choices(2, true)).toEqual([
      ...units(9, 16),
      page(3),
      page(1),
      { do: "team_unit", unit: "" },
      back,
    ]);
    expect(choices(3)).toEqual([...units(17, 17), page(2), back]);
    expect(choices(0)).toEqual(choices(1));
    expect(choices(99)).toEqual(choices(3));
    expect(teamUnitsMessage(view, 2, OPTIONS, th).text).toContain("หน้า 2 จาก 3");
    expect(teamUnitsMessage(view, 2, OPTIONS, th).text).toContain("\n1 ทีมตัวอย่าง 9\n");
  });

  test("are said to be none where there is none", () => {
    const message = teamUnitsMessage(teamView({ below: [] }), 1, OPTIONS, en);
    expect(message.text).toContain("There are no units below.");
    expect(typesAtLine([message])).toEqual(["flex"]);
  });
});

describe("staff groups", () => {
  test("stand side by side in the official order, each with its own figures or the reason", () => {
    const groups = { service: withheldFigures("too_few_people", ""), executive: teamFigures() };
    const view = organisationView({ published: published({ groups }) });
    const [card, next] = teamGroupsMessages(view, th);
    const shown = card?.type === "card" && card.card === "team-groups" ? card.values.groups : [];
    expect(shown.map(({ title, rows }) => [title, rows.length])).toEqual([
      ["ผู้บริหารระดับสูง", 7],
      ["ผู้ทำงานด้านบริการ", 1],
    ]);
    expect(next?.text).toContain("จำนวนรวมของทุกกลุ่มจึงอาจน้อยกว่าทั้งองค์กร");
  });

  test("are known for the whole organisation only", () => {
    expect(teamGroupsMessages(teamView(), th).map(({ text }) => text)).toEqual([th.text("team.groups_none")]);
  });

  test("withheld almost everywhere in a round with the longest name, the text is not cut off", () => {
    const figures = withheldFigures("would_expose_fewer", "");
    const one = dimension({ status: "shown", peopleAtLeast: 99_999, match: NEARLY_ALL });
    const groups = Object.fromEntries(GROUPS.map((group) => [group, withFigures(figures, one)]));
    const round = { ...teamView().round, id: "r-1", name: "ร".repeat(200) };
    const view = organisationView({ round, published: published({ groups }) });
    const lengths = teamGroupsMessages(view, th).map(({ text }) => text.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(5_000);
  });
});

describe("the comparison with the previous round", () => {
  const match = (percent: number): Figure<{ peopleAtLeast: number; match: Share }> => ({
    status: "shown",
    peopleAtLeast: 20,
    match: { kind: "percent", percent },
  });
  const changed = (before: ReturnType<typeof match>, now: ReturnType<typeof match>) => {
    const figures = withFigures(teamFigures(), dimension(now));
    const previous = previousRound(withFigures(teamFigures(), dimension(before)));
    const view = teamView({ previous, published: published({ figures }) });
    return line([teamCompareMessage(view, en)], FIRST?.name.en ?? "")
      ?.split(": ")
      .slice(1)
      .join(": ");
  };

  test("shows points and this round's figure, nothing else of the previous round", () => {
    expect(changed(match(61), match(72))).toBe("+11 points · This round: 72%");
    expect(changed(match(72), match(61))).toBe("−11 points · This round: 61%");
    expect(changed(match(72), match(72))).toBe("No change · This round: 72%");
  });

  test("says why there is no comparison", () => {
    expect(changed(withheld("too_few_people"), match(72))).toBe(
      "– (The previous round has no figure to show.)",
    );
    expect(changed({ status: "shown", peopleAtLeast: 20, match: FEW }, match(72))).toBe(
      "– (Not comparable: a round reads “few” or “nearly all”.)",
    );
    expect(changed(match(72), withheld("too_few_answers"))).toBe("– (Fewer than 5 people have rated this.)");
  });

  test("names both rounds, and says so where there is none before", () => {
    const view = teamView({ previous: previousRound(teamFigures()) });
    expect(teamCompareMessage(view, th).text).toContain("ปี 2569 เทียบกับ ปี 2568");
    expect(teamCompareMessage(teamView(), th).text).toBe(th.text("team.compare_none"));
  });
});

/** What is published may be anything the types allow; numbers are told from those of texts by being large. */
const people = fc.integer({ min: 20, max: 9_999 });
const percent = fc.integer({ min: 20, max: 99 });
const words = fc.constantFrom(FEW, NEARLY_ALL);
const peopleShares: fc.Arbitrary<PeopleShare> = fc.oneof(
  words,
  fc.record({ kind: fc.constant("counted" as const), people, percent }),
);
const shares: fc.Arbitrary<Share> = fc.oneof(
  words,
  fc.record({ kind: fc.constant("percent" as const), percent }),
);
/** A figure or why there is none, which may be seen in one of these units. */
function figureOr<T>(shown: fc.Arbitrary<T>, seeUnits: readonly string[]): fc.Arbitrary<Figure<T>> {
  const reasons = fc.record({
    status: fc.constant("withheld" as const),
    reason: fc.constantFrom("too_few_people", "too_few_answers", "would_expose_fewer"),
    seeUnit: fc.constantFrom(null, ...seeUnits),
  });
  return fc.oneof(
    reasons,
    shown.map((figure) => ({ status: "shown" as const, ...figure })),
  );
}

function figuresSeenIn(seeUnits: readonly string[]): fc.Arbitrary<TeamFigures> {
  const { dimensions, units, knowledge } = content.framework;
  const completion = figureOr(fc.record({ people, completed: peopleShares }), seeUnits);
  const match = figureOr(fc.record({ peopleAtLeast: people, match: shares }), seeUnits);
  const gap = figureOr(fc.record({ people, gap: peopleShares, teach: peopleShares }), seeUnits);
  return fc.record({
    completion,
    dimensions: fc.tuple(...dimensions.map(({ id }) => match.map((figure) => ({ dimension: id, figure })))),
    items: fc.tuple(...units.map(({ code }) => gap.map((figure) => ({ item: code, figure })))),
    topics: fc.array(people, { maxLength: 23 }).map((counts) =>
      counts.map((peopleAtLeast, at) => ({
        topic: knowledge[at % knowledge.length]?.id ?? "",
        peopleAtLeast,
      })),
    ),
  });
}

const anyFigures = figuresSeenIn(["", "D9", "D404"]);
/** What is withheld of a staff group can only be seen in the whole organisation. */
const anyGroupFigures = figuresSeenIn([""]);

/** As long as a roster allows; Thai takes three bytes a letter. */
const LONG_NAME = "หน่วยงานที่มีชื่อยาวมาก".repeat(20).slice(0, 200);
const anyView = fc
  .record({
    figures: anyFigures,
    groups: fc.array(anyGroupFigures, { maxLength: GROUPS.length }),
    previous: fc.option(anyFigures, { nil: null }),
    minPeople: fc.integer({ min: 3, max: 10 }),
    name: fc.constantFrom("ทีมตัวอย่าง", LONG_NAME),
    belowCount: fc.integer({ min: 0, max: 19 }),
    isWhole: fc.boolean(),
  })
  .map(({ figures, groups, previous, minPeople, name, belowCount, isWhole }): TeamView => {
    const own = isWhole ? organisationView() : teamView();
    return {
      ...own,
      unit: isWhole ? own.unit : { id: "x".repeat(40), name },
      names: { D9: name },
      below: Array.from({ length: belowCount }, (_, at) => ({ id: `${at}`.padEnd(40, "x"), name })),
      previous: previous && previousRound(previous),
      published: published({
        minPeople,
        figures,
        groups: Object.fromEntries(isWhole ? groups.map((one, at) => [GROUPS[at], one]) : []),
      }),
    };
  });

/** Every number of a value, however it is written. */
function numbersIn(value: unknown): readonly number[] {
  return (JSON.stringify(value).match(/\d+/gu) ?? []).map(Number);
}

/** What may be told of a view: its numbers, the day and year it is of, and differences between rounds. */
function tellable(view: TeamView): ReadonlySet<number> {
  const { previous, round, ...now } = view;
  const day = [en, th].flatMap((voice) => numbersIn(voice.date(TAKEN_AT)));
  const years = [2025, 2568];
  const changes = (view.published?.figures.dimensions ?? []).map(({ dimension: id, figure }) => {
    const before = previous?.dimensions.find((one) => one.dimension === id)?.figure;
    if (figure.status === "withheld" || before?.status !== "shown") return 0;
    if (figure.match.kind !== "percent" || before.match.kind !== "percent") return 0;
    return Math.abs(figure.match.percent - before.match.percent);
  });
  return new Set([...numbersIn(now), ...numbersIn(round.name), ...day, ...years, ...changes]);
}

/** What people read of a message: not the data of its buttons, nor how long its bars are. */
function readable(message: OutgoingMessage): unknown {
  const hidden = new Set(["data", "width"]);
  return JSON.parse(JSON.stringify(message, (key, value) => (hidden.has(key) ? undefined : value)));
}

describe.each(LANGUAGES)("whatever is published, in %s", (language) => {
  const voice = createVoice(language, content);

  test("no number is told that is not published", () => {
    // Numbers below are positions, levels and the threshold, and stand in texts and official names.
    const LARGE = 20;
    fc.assert(
      fc.property(anyView, (view) => {
        const may = tellable(view);
        const told = everything(view, { organisation: "X", mayGoUp: true }, voice).flatMap((message) =>
          numbersIn(readable(message)),
        );
        expect(told.filter((number) => number >= LARGE && !may.has(number))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test("every card is one LINE takes, with at most five messages at once and buttons that do something", () => {
    fc.assert(
      fc.property(anyView, fc.boolean(), (view, mayGoUp) => {
        const options = { organisation: LONG_NAME, mayGoUp };
        expect(teamMessages(view, options, voice).length).toBeLessThanOrEqual(4);
        expect(teamGroupsMessages(view, voice).length).toBeLessThanOrEqual(5);
        const all = everything(view, options, voice);
        const cards = all.filter(({ type }) => type === "card");
        expect(typesAtLine(cards)).toEqual(cards.map(() => "flex"));
        expect(all.filter(({ text }) => text.length > 5_000)).toEqual([]);
        const data = all.flatMap(buttonsOf).map((button) => button.data);
        expect(data.filter((one) => parseAction(one) === undefined)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
