import { percentHalfUp } from "../assessment/percent-half-up.ts";

/** A share in per cent, half up; at or near 0 % "few", at or near 100 % "nearly all". */
export type Share =
  | { readonly kind: "few" }
  | { readonly kind: "nearly_all" }
  | { readonly kind: "percent"; readonly percent: number };

/** A share of people that says how many they are, unless it is "few" or "nearly all". */
export type PeopleShare =
  | { readonly kind: "few" }
  | { readonly kind: "nearly_all" }
  | { readonly kind: "counted"; readonly people: number; readonly percent: number };

/** Fewer than two people, or under 10 %, on either side is near: one person alone must not see through. */
const NEAR_PEOPLE = 2;
const NEAR_PERCENT = 10;
/** One person alone can lack two levels of an item: fewer than three missing would speak of one person. */
const NEAR_LEVELS = 3;

/** How many people of how many. */
export function peopleShare(people: number, of: number): PeopleShare {
  const band = bandOf(people, of, nearMargin(of, NEAR_PEOPLE));
  return band === null ? { kind: "counted", people, percent: percentHalfUp(people, of) } : { kind: band };
}

/** Own levels against required ones; both are sums over people and items. */
export function levelShare(own: number, required: number): Share {
  const band = bandOf(own, required, nearMargin(required, NEAR_LEVELS));
  return band === null ? { kind: "percent", percent: percentHalfUp(own, required) } : { kind: band };
}

/** The fewest people a reader can tell from what is shown. */
export function atLeastPeople(share: PeopleShare, of: number): number {
  switch (share.kind) {
    case "few":
      return 0;
    case "nearly_all":
      return of - nearMargin(of, NEAR_PEOPLE) + 1;
    case "counted":
      return share.people;
    default:
      return share satisfies never;
  }
}

function nearMargin(of: number, atLeast: number): number {
  return Math.max(atLeast, Math.ceil((of * NEAR_PERCENT) / 100));
}

function bandOf(part: number, of: number, margin: number): "few" | "nearly_all" | null {
  if (part < margin && part <= of - part) return "few";
  return of - part < margin ? "nearly_all" : null;
}
