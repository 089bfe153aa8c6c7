import type { Finding } from "../../src/core/conversation/inquiry.ts";

type Reminding = Extract<
  Finding["type"],
  "progress" | "reminder_preview" | "reminder_launch" | "reminder_run" | "reminder_steer"
>;

/** What may be found about a round and its reminders. */
export function remindingFindings(type: Reminding): readonly Finding[] {
  switch (type) {
    case "progress":
      return [{ type, view: null }];
    case "reminder_preview":
      return [{ type, status: "refused", reason: "no_round", preview: null }];
    case "reminder_launch":
      return [{ type, status: "refused", reason: "over_budget" }];
    case "reminder_run":
      return [{ type, run: null }];
    case "reminder_steer":
      return [{ type, run: null, isChanged: false }];
    default:
      return type satisfies never;
  }
}
