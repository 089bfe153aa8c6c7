import type { RosterPreview } from "../core/people/roster-changes.ts";
import type { RosterProblem } from "../core/people/roster-problem.ts";
import type { RosterVerdict } from "../core/people/roster-survey.ts";
import type { RosterSource } from "./roster-source.ts";

/** What a roster file would do to an organisation, held in a few bytes a person. */
export interface RosterPlan {
  readonly organisation: string;
  /** The revision of the roster it was compared with. */
  readonly revision: number;
  /** SHA-256 of the file, hex: what was looked at. Undefined when its headings cannot be used. */
  readonly fingerprint: string | undefined;
  /** How many people the file lists, wrong rows included. */
  readonly people: number;
  /** How many there are. */
  readonly problemCount: number;
  /** The first of them, by row. */
  readonly problems: readonly RosterProblem[];
  /** How many rows are wrong. */
  readonly badRows: number;
  /** Headings that mean nothing here. */
  readonly ignored: readonly string[];
  /** What the other rows would do; people in wrong rows count as listed. */
  readonly preview: RosterPreview;
  /** To read the file once more. */
  readonly source: RosterSource;
  readonly verdict: RosterVerdict;
}
