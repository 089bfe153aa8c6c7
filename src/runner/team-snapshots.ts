import type { TeamView } from "../core/team/team-view.ts";

/** What is published about teams. All methods throw UnavailableError. */
export interface TeamSnapshots {
  /** What is published of a unit ("" is the whole organisation); null when there is no such unit. */
  view(organisation: string, unit: string, at: number): Promise<TeamView | null>;
  /**
   * Takes the snapshots that are due in all organisations; returns how many. Two runs at the same time take none
   * twice. Never called because somebody asks for figures.
   */
  refresh(at: number): Promise<number>;
}
