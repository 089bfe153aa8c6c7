import { levelShare, peopleShare } from "../../src/core/team/share.ts";
import type { Figure, TeamFigures, WithheldReason } from "../../src/core/team/team-snapshot.ts";
import type { PublishedFigures, TeamView } from "../../src/core/team/team-view.ts";
import { content } from "./builders.ts";

const { dimensions, units, knowledge } = content.framework;

/** When the figures of the tests were published: 9 November 2026, 6:00 in Bangkok. */
export const TAKEN_AT = Date.parse("2026-11-09T06:00:00+07:00");

/** A withheld figure. */
export function withheld(reason: WithheldReason, seeUnit: string | null = null): Figure<never> {
  return { status: "withheld", reason, seeUnit };
}

/** Figures of 24 people who rated everything: first many gaps, then fewer, and few teachers. */
export function teamFigures(some: Partial<TeamFigures> = {}): TeamFigures {
  const people = 24;
  return {
    completion: { status: "shown", people: 31, completed: peopleShare(people, 31) },
    dimensions: dimensions.map(({ id }, at) => ({
      dimension: id,
      figure: { status: "shown", peopleAtLeast: people, match: levelShare(14 + 4 * at, 48) },
    })),
    items: units.map(({ code }, at) => ({
      item: code,
      figure: {
        status: "shown",
        people,
        gap: peopleShare(Math.max(3, 19 - at), people),
        teach: peopleShare(at % 7, people),
      },
    })),
    topics: knowledge.slice(0, 6).map(({ id }, at) => ({ topic: id, peopleAtLeast: 17 - at })),
    ...some,
  };
}

/** Nothing is shown at all, for one reason. */
export function withheldFigures(reason: WithheldReason, seeUnit: string | null): TeamFigures {
  return {
    completion: withheld(reason, seeUnit),
    dimensions: dimensions.map(({ id }) => ({ dimension: id, figure: withheld(reason, seeUnit) })),
    items: units.map(({ code }) => ({ item: code, figure: withheld(reason, seeUnit) })),
    topics: [],
  };
}

/** The figures with those of one dimension, and of one unit of capability, replaced. */
export function withFigures(
  figures: TeamFigures,
  dimension: TeamFigures["dimensions"][number],
  item?: TeamFigures["items"][number],
): TeamFigures {
  return {
    ...figures,
    dimensions: figures.dimensions.map((one) => (one.dimension === dimension.dimension ? dimension : one)),
    items: figures.items.map((one) => (item && one.item === item.item ? item : one)),
  };
}

/** What is published of these figures. */
export function published(some: Partial<PublishedFigures> = {}): PublishedFigures {
  return { takenAt: TAKEN_AT, minPeople: 5, figures: teamFigures(), groups: {}, ...some };
}

/** A division with two teams, in the calendar year 2026. */
export function teamView(some: Partial<TeamView> = {}): TeamView {
  return {
    unit: { id: "D1", name: "กองบริการดิจิทัลตัวอย่าง" },
    path: ["D1", ""],
    below: [
      { id: "T1", name: "กลุ่มงานตัวอย่างหนึ่ง" },
      { id: "T2", name: "กลุ่มงานตัวอย่างสอง" },
    ],
    round: {
      id: "year-2026",
      name: "",
      opensAt: Date.parse("2026-01-01T00:00:00+07:00"),
      closesAt: Date.parse("2027-01-01T00:00:00+07:00"),
    },
    published: published(),
    previous: null,
    names: { D1: "กองบริการดิจิทัลตัวอย่าง" },
    ...some,
  };
}

/** The whole organisation. */
export function organisationView(some: Partial<TeamView> = {}): TeamView {
  return teamView({ unit: { id: "", name: "" }, path: [""], ...some });
}

/** The round before, with these matches. */
export function previousRound(figures: Pick<TeamFigures, "dimensions">): NonNullable<TeamView["previous"]> {
  const round = {
    id: "year-2025",
    name: "",
    opensAt: Date.parse("2025-01-01T00:00:00+07:00"),
    closesAt: Date.parse("2026-01-01T00:00:00+07:00"),
  };
  return { round, dimensions: figures.dimensions };
}
