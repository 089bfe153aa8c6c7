import type { NamedUnit } from "../people/member.ts";
import type { Round } from "../people/round.ts";
import type { TeamFigures } from "./team-snapshot.ts";

/** Stands for the whole organisation where a unit is named. */
export const WHOLE_ORGANISATION = "";

/** What is published of one unit, for the reader who asked. */
export interface TeamView {
  /** The unit; id {@link WHOLE_ORGANISATION} with an empty name for all of it. */
  readonly unit: NamedUnit;
  /** Ids from the unit itself up to the top, the whole organisation last. */
  readonly path: readonly string[];
  /** Units directly below, by name. */
  readonly below: readonly NamedUnit[];
  /** The open one or, until that has figures, the one whose figures were published last. */
  readonly round: Round;
  readonly published: PublishedFigures | null;
  /** Of the latest earlier round that has any; only the match of dimensions may be compared. */
  readonly previous: { readonly round: Round; readonly dimensions: TeamFigures["dimensions"] } | null;
  /** Names of the units that withheld figures point to (`seeUnit`), by id. */
  readonly names: Readonly<Record<string, string>>;
}

/** The latest snapshot of the round, as far as it is about this unit. */
export interface PublishedFigures {
  /** Epoch ms. */
  readonly takenAt: number;
  readonly minPeople: number;
  readonly figures: TeamFigures;
  /** By staff group; empty below the whole organisation. */
  readonly groups: Readonly<Record<string, TeamFigures>>;
}
