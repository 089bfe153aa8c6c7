import type { ContentProblem } from "./content-problem.ts";
import type { ContentPart, ContentSource } from "./content-source.ts";

/** Finds one kind of problem. */
export interface ContentCheck {
  /** Parts that must have been read for it to run. */
  readonly needs: readonly ContentPart[];
  find(source: ContentSource): readonly ContentProblem[];
}
