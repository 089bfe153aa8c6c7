/** Own against required, summed over the units that count; with nothing to count there is no figure. */
export interface Match {
  readonly own: number;
  readonly required: number;
  /** Per cent, half up; null when `required` is 0. */
  readonly percent: number | null;
}

/** The match of one dimension. */
export interface DimensionMatch extends Match {
  readonly dimension: string;
}

/** A unit below the required level. */
export interface Gap {
  readonly unit: string;
  readonly level: 0 | 1;
  /** 1 or 2 levels. */
  readonly gap: number;
}

/** A knowledge topic the profile requires and the gaps it serves. */
export interface Suggestion {
  readonly topic: string;
  /** Sum of the gaps served. */
  readonly score: number;
  /** Units served, widest gap first. */
  readonly units: readonly string[];
}

/** What an assessment's answers say. */
export interface AssessmentResult {
  readonly match: Match;
  /** Dimensions with at least one item in the assessment, in the source's order. */
  readonly dimensions: readonly DimensionMatch[];
  /** Widest first; ties in the profile's order. */
  readonly gaps: readonly Gap[];
  readonly suggestions: readonly Suggestion[];
}
