import { createHash } from "node:crypto";
import type { Group } from "./core/framework/framework.ts";
import { byStaffNumber, type Member, type RosterMember } from "./core/people/member.ts";
import { seededRandom, shuffled } from "./seeded-random.ts";

/** How somebody stands in the round that is open. */
export type StandingNow = "completed" | "in_progress" | "declined" | "nothing";

/** A person of the made-up department who has a LINE account, which nobody on the page plays. */
export interface MadeUpPerson<M extends RosterMember = Member> {
  readonly member: M;
  /** LINE user id. */
  readonly personId: string;
  readonly seed: number;
  /** The staff group they answer for; asked where the roster has none. */
  readonly group: Group;
  /** The usual level this year. */
  readonly ability: number;
  readonly answeredLastYear: boolean;
  readonly now: StandingNow;
  /** False for those who have blocked the account since. */
  readonly reachable: boolean;
}

/** Who has which part, as places in one shuffled list; whoever comes after the last has no linked account. */
const CAST = { lastYear: 75, thisYearFrom: 32, completed: 92, inProgress: 96, declined: 99, blocked: 2 };
const SEED = 2569;

const ABILITY: Readonly<Record<Group, number>> = {
  executive: 1.5,
  management: 1.6,
  academic: 1.5,
  service: 1.3,
  technologist: 2,
  others: 1.2,
};
const ASKED_GROUPS: readonly Group[] = ["service", "academic", "others"];

/** Gives parts to people of the roster; the same people always get the same ones. */
export function castPeople<M extends RosterMember>(members: readonly M[]): readonly MadeUpPerson<M>[] {
  const inOrder = members.toSorted(byStaffNumber);
  return shuffled(inOrder, seededRandom(SEED)).slice(0, CAST.declined).map(castPerson);
}

function castPerson<M extends RosterMember>(member: M, place: number): MadeUpPerson<M> {
  const hash = createHash("sha256").update(`made up: ${member.staffNumber}`).digest("hex");
  const seed = Number.parseInt(hash.slice(-8), 16);
  const random = seededRandom(seed);
  const asked = ASKED_GROUPS[Math.floor(random() * ASKED_GROUPS.length)] ?? "others";
  const group = member.group ?? asked;
  return {
    member,
    personId: `U${hash.slice(0, 32)}`,
    seed,
    group,
    ability: ABILITY[group] + (random() - 0.5) * 0.8,
    answeredLastYear: place < CAST.lastYear,
    now: standingAt(place),
    reachable: place >= CAST.blocked,
  };
}

function standingAt(place: number): StandingNow {
  if (place < CAST.thisYearFrom) return "nothing";
  if (place < CAST.completed) return "completed";
  return place < CAST.inProgress ? "in_progress" : "declined";
}
