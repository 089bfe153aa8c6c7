import type { Finding, Inquiry } from "../../../src/core/conversation/inquiry.ts";
import { GROUPS } from "../../../src/core/framework/framework.ts";
import type { PeopleShare, Share } from "../../../src/core/team/share.ts";
import type { Figure, TeamFigures, WithheldReason } from "../../../src/core/team/team-snapshot.ts";
import type { TeamView } from "../../../src/core/team/team-view.ts";
import { WHOLE_ORGANISATION } from "../../../src/core/team/team-view.ts";
import { content } from "../../support/builders.ts";
import { anyFinding } from "../../support/memberships.ts";
import { previousRound, published, teamView, withheld } from "../../support/team-views.ts";
import { Dice } from "../dice.ts";

/** As long as rosters and forms allow, in the letters that take most bytes. */
const LONG_NAME = "หน่วยงานที่มีชื่อยาวมาก".repeat(9).slice(0, 200);
/** As long as a code of a unit may be. */
const LONG_CODE = "x".repeat(40);
const REASONS: readonly WithheldReason[] = ["too_few_people", "too_few_answers", "would_expose_fewer"];
const MOST_BELOW = 30;
const MOST_PEOPLE = 2_000_000;

/** One of the ways an inquiry may be answered; `way` decides, and names are sometimes as long as they may be. */
export function fuzzedFinding(inquiry: Inquiry, way: number): Finding {
  const dice = new Dice(way, 1);
  if (inquiry.type === "team" && inquiry.unit.length > LONG_CODE.length) return { type: "team", view: null };
  const usual = anyFinding(inquiry, way);
  if (inquiry.type === "team" && dice.chance(0.8))
    return { type: "team", view: anyTeamView(inquiry.unit, dice) };
  return dice.chance(0.2) ? lengthened(usual) : usual;
}

/** The same finding with every name as long as it may be. */
function lengthened(finding: Finding): Finding {
  const longer = (key: string, value: unknown) =>
    key === "name" && typeof value === "string" ? LONG_NAME : value;
  return JSON.parse(JSON.stringify(finding), longer) as Finding;
}

/** Whatever may be published of a unit. */
function anyTeamView(unit: string, dice: Dice): TeamView {
  const isWhole = unit === WHOLE_ORGANISATION;
  const name = dice.pick(["กองตัวอย่าง", LONG_NAME]);
  // Which figure a unit may point to is above it; groups point to the whole organisation.
  const above = isWhole ? [null] : [null, WHOLE_ORGANISATION, "D9"];
  const groups = isWhole ? GROUPS.filter(() => dice.chance(0.8)) : [];
  const own = teamView();
  return {
    ...own,
    unit: { id: unit, name: isWhole ? "" : name },
    path: isWhole ? [unit] : [unit, "D9", WHOLE_ORGANISATION],
    names: { D9: name },
    below: Array.from({ length: dice.below(MOST_BELOW) }, (_, at) => ({
      id: `${at}${LONG_CODE}`.slice(0, 40),
      name,
    })),
    round: dice.chance(0.7) ? own.round : { ...own.round, id: "r-1", name: dice.pick(["รอบแรก", LONG_NAME]) },
    previous: dice.chance(0.5) ? previousRound(anyFigures(above, dice)) : null,
    published: published({
      minPeople: 3 + dice.below(8),
      figures: anyFigures(above, dice),
      groups: Object.fromEntries(
        groups.map((group) => [group, anyFigures([null, WHOLE_ORGANISATION], dice)]),
      ),
    }),
  };
}

function anyFigures(above: readonly (string | null)[], dice: Dice): TeamFigures {
  const { dimensions, units, knowledge } = content.framework;
  // A whole set that is shown, or not, is as likely as a mixed one.
  const shown = dice.pick([0, 0.5, 0.9, 1]);
  const figure = <T>(make: () => T): Figure<T> =>
    dice.chance(shown) ? { status: "shown", ...make() } : withheld(dice.pick(REASONS), dice.pick(above));
  const people = () => dice.below(MOST_PEOPLE);
  return {
    completion: figure(() => ({ people: people(), completed: anyPeopleShare(dice) })),
    dimensions: dimensions.map(({ id }) => ({
      dimension: id,
      figure: figure(() => ({ peopleAtLeast: people(), match: anyShare(dice) })),
    })),
    items: units.map(({ code }) => ({
      item: code,
      figure: figure(() => ({ people: people(), gap: anyPeopleShare(dice), teach: anyPeopleShare(dice) })),
    })),
    topics: knowledge
      .filter(() => dice.chance(0.5))
      .map(({ id }) => ({ topic: id, peopleAtLeast: people() })),
  };
}

function anyShare(dice: Dice): Share {
  if (dice.chance(0.4)) return { kind: dice.pick(["few", "nearly_all"]) };
  return { kind: "percent", percent: dice.below(101) };
}

function anyPeopleShare(dice: Dice): PeopleShare {
  if (dice.chance(0.4)) return { kind: dice.pick(["few", "nearly_all"]) };
  return { kind: "counted", people: dice.below(MOST_PEOPLE), percent: dice.below(101) };
}
