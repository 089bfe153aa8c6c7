import type { Steering } from "../reminder/reminder.ts";

/** What HR officers do about a round and its reminders; unit "" is the whole organisation. */
export type RemindingAction =
  | { readonly do: "progress_unit"; readonly unit: string }
  | { readonly do: "remind_unit"; readonly unit: string }
  | { readonly do: "progress_units" | "remind_units"; readonly unit: string; readonly page: number }
  /** As the preview promised it; `at` is when it was made, in epoch seconds. */
  | { readonly do: "remind_send"; readonly unit: string; readonly atMost: number; readonly at: number }
  /** A stop cannot be undone, so it is asked for first. */
  | { readonly do: "remind_run" | "remind_stop_ask"; readonly run: string }
  | { readonly do: "remind_steer"; readonly run: string; readonly steering: Steering };

const STEERINGS: readonly Steering[] = ["pause", "resume", "stop"];

/** @see encodeAction; what the organisation chose itself comes last and may hold anything. */
export function encodeReminding(action: RemindingAction): string {
  switch (action.do) {
    case "progress_unit":
    case "remind_unit":
      return `${action.do}|${action.unit}`;
    case "progress_units":
    case "remind_units":
      return `${action.do}|${action.page}|${action.unit}`;
    case "remind_send":
      return `remind_send|${action.atMost}|${action.at}|${action.unit}`;
    case "remind_run":
    case "remind_stop_ask":
      return `${action.do}|${action.run}`;
    case "remind_steer":
      return `remind_steer|${action.steering}|${action.run}`;
    default:
      return action satisfies never;
  }
}

/** @see parseAction */
export function parseReminding(verb: string, data: string): RemindingAction | undefined {
  const [, first = "", second = "", ...rest] = data.split("|");
  switch (verb) {
    case "progress_unit":
    case "remind_unit":
      return { do: verb, unit: data.slice(verb.length + 1) };
    case "progress_units":
    case "remind_units":
      return isCount(first, 4)
        ? { do: verb, page: Number(first), unit: data.slice(verb.length + first.length + 2) }
        : undefined;
    case "remind_send":
      if (!isCount(first, 9) || !isCount(second, 11)) return undefined;
      return { do: verb, atMost: Number(first), at: Number(second), unit: rest.join("|") };
    case "remind_run":
    case "remind_stop_ask":
      return first === "" ? undefined : { do: verb, run: first };
    case "remind_steer": {
      const steering = STEERINGS.find((known) => known === first);
      return steering && second !== "" ? { do: verb, run: second, steering } : undefined;
    }
    default:
      return undefined;
  }
}

function isCount(field: string, digits: number): boolean {
  return /^\d+$/u.test(field) && field.length <= digits;
}
