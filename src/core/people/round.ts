import { BANGKOK_MS } from "../reminder/bangkok-day.ts";
import type { Audience } from "./audience.ts";
import { ORGANISATION_ID } from "./organisation.ts";

/** A campaign of an organisation, or a calendar year where it has none open. */
export interface Round {
  /** Unique in the organisation; a calendar year's is `year-2026`, a campaign's is chosen: see isCampaignId. */
  readonly id: string;
  /** As HR called it; a calendar year's is empty. */
  readonly name: string;
  /** Epoch ms. */
  readonly opensAt: number;
  /** Epoch ms; null while no end is set. */
  readonly closesAt: number | null;
  /** Absent when it is for everybody. */
  readonly audience?: Audience;
  /** The version of the questionnaire it was launched with; absent for the current one. */
  readonly questionnaire?: string;
}

/** Which round an assessment was first completed in, and whose response it is there. */
export interface Counting {
  readonly organisation: string;
  /** Id of the member. */
  readonly member: string;
  /** Id of the round. */
  readonly round: string;
}

/** Whether a campaign may have this id: it looks like an organisation's, and like no calendar year's. */
export function isCampaignId(id: string): boolean {
  return ORGANISATION_ID.test(id) && yearOf(id) === undefined;
}

/** The calendar year in Bangkok as a round, for an organisation that has none open. */
export function calendarYear(at: number): Round {
  const year = new Date(at + BANGKOK_MS).getUTCFullYear();
  return {
    id: `year-${year}`,
    name: "",
    opensAt: Date.UTC(year, 0, 1) - BANGKOK_MS,
    closesAt: Date.UTC(year + 1, 0, 1) - BANGKOK_MS,
  };
}

/** The year a round's id names; undefined for a campaign. */
export function yearOf(round: string): number | undefined {
  const year = /^year-(\d{4})$/u.exec(round)?.[1];
  return year === undefined ? undefined : Number(year);
}
