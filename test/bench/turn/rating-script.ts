import { loadContent } from "../../../src/content/load-content.ts";
import type { Script } from "./bench-crowd.ts";
import { LONGEST_ROLE, questionsAsked } from "./questions-asked.ts";

/** What somebody of the role with the most questions taps, from the privacy notice to the last question. */
export function ratingScript(): Script {
  const items = questionsAsked(loadContent({ controller: "", contact: "" })).map(({ item }) => item);
  const { stage, group } = LONGEST_ROLE;
  return {
    opening: ["accept|1", `stage|${stage}`, `group|${stage}|${group}`, "begin_full"],
    questions: items.length,
    tap: (place, begunBy) => `rate|${begunBy}|${items[place]}|${place % 4}`,
  };
}
