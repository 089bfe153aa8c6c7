import type { Inquiry } from "./inquiry.ts";
import type { RemindingAction } from "./reminding-action.ts";
import type { Moment } from "./turn.ts";

/** How long the figures of a preview are good for. */
const PREVIEW_MS = 30 * 60 * 1_000;

/** Whether a preview is so old that its figures may not be those any more; one yet to come was never shown. */
function isPreviewOver({ at: madeAt }: { readonly at: number }, { at }: Pick<Moment, "at">): boolean {
  const age = at - madeAt * 1_000;
  return age < 0 || age > PREVIEW_MS;
}

/** What has to be looked up, or done once, for an HR officer. */
export function inquiryForReminding(action: RemindingAction, moment: Moment): Inquiry | undefined {
  switch (action.do) {
    case "progress_unit":
    case "progress_units":
    case "remind_units":
      return { type: "progress", unit: action.unit };
    case "remind_unit":
      return { type: "reminder_preview", unit: action.unit };
    case "remind_send":
      return isPreviewOver(action, moment)
        ? { type: "reminder_preview", unit: action.unit }
        : { type: "reminder_launch", unit: action.unit, atMost: action.atMost, at: action.at };
    case "remind_run":
    case "remind_stop_ask":
      return { type: "reminder_run", run: action.run };
    case "remind_steer":
      return { type: "reminder_steer", run: action.run, steering: action.steering };
    default:
      return action satisfies never;
  }
}
