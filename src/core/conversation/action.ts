import { type Rating, STANDINGS, type Standing } from "../assessment/assessment.ts";
import { GROUPS, type Group, STAGES, type Stage } from "../framework/framework.ts";
import { LANGUAGES, type Language } from "../language.ts";
import { readLinkCode } from "../people/link-code.ts";
import { WEB_PAGES, type WebPage } from "./inquiry.ts";
import { encodeReminding, parseReminding, type RemindingAction } from "./reminding-action.ts";
import { SECTIONS, type Section } from "./session.ts";

/** Commands without anything to say beyond themselves. */
const SIMPLE = [
  "read_notice",
  "decline",
  "change_role",
  "begin_full",
  "begin_quick",
  "start",
  "continue",
  "pause",
  "go_back",
  "skip",
  "result",
  "topics",
  "history",
  "role",
  "restart",
  "confirm_restart",
  "keep",
  "menu",
  "help",
  "my_data",
  "language_menu",
  "plain_text",
  "plan",
  "what_if",
  "reassess",
  "stop_reminders",
  "team",
  "progress",
  "remind",
  "stop_round",
  "stop_always",
  "allow_reminders",
  "link",
  "unlink",
  "unlink_confirm",
  "cancel",
  "people",
  "export",
  "correct",
  "erase",
  "erase_sure",
  "erase_now",
  "see_answer",
] as const;

/** A command that needs no further word. */
export type SimpleCommand = (typeof SIMPLE)[number];

/** What a button or a typed word asks for. Everything that can go stale names its assessment and item. */
export type Action =
  | { readonly do: SimpleCommand }
  | { readonly do: "accept"; readonly version: string }
  | { readonly do: "stage"; readonly stage: Stage }
  | { readonly do: "group"; readonly stage: Stage; readonly group: Group }
  | { readonly do: "group_unsure"; readonly stage: Stage }
  | { readonly do: "tree"; readonly stage: Stage; readonly node: string; readonly choice: string }
  | { readonly do: "rate"; readonly assessment: string; readonly item: string; readonly rating: Rating }
  | { readonly do: "back"; readonly assessment: string; readonly item: string }
  | { readonly do: "review"; readonly assessment: string }
  | { readonly do: "section"; readonly assessment: string; readonly section: Section }
  | { readonly do: "stand"; readonly assessment: string; readonly item: string; readonly standing: Standing }
  | { readonly do: "language"; readonly language: Language }
  | { readonly do: "link_code"; readonly code: string }
  /** @see offerReference */
  | { readonly do: "link_confirm"; readonly offer: string }
  | { readonly do: "page"; readonly page: WebPage }
  /** Which of several teams is meant, a page at a time. */
  | { readonly do: "team_own"; readonly page: number }
  | TeamAction
  /** Opens the question somebody stopped at. */
  | { readonly do: "resume"; readonly assessment: string; readonly item: string }
  | { readonly do: "snooze"; readonly until: Snooze }
  | RemindingAction;

/** How long somebody wants no reminders; a date is asked for. */
export const SNOOZES = ["tomorrow", "next_week", "date"] as const;

/** @see SNOOZES */
export type Snooze = (typeof SNOOZES)[number];

/** What a team summary leads to; "" is the whole organisation. */
export type TeamAction =
  | { readonly do: "team_unit" | "team_dimensions" | "team_groups" | "team_compare"; readonly unit: string }
  | { readonly do: "team_units"; readonly unit: string; readonly page: number }
  | { readonly do: "team_dimension"; readonly unit: string; readonly dimension: string };

/** The longest data a button may carry. */
const MOST_DATA = 300;

const RATING_CODES: readonly (readonly [Rating, string])[] = [
  [0, "0"],
  [1, "1"],
  [2, "2"],
  [3, "3"],
  ["not_applicable", "na"],
  ["prefer_not", "pn"],
];

/** An action as a button carries it: fields joined by `|`, at most 300 characters. */
export function encodeAction(action: Action): string {
  switch (action.do) {
    case "accept":
      return `accept|${action.version}`;
    case "stage":
      return `stage|${action.stage}`;
    case "group":
      return `group|${action.stage}|${action.group}`;
    case "group_unsure":
      return `group_unsure|${action.stage}`;
    case "tree":
      return `tree|${action.stage}|${action.node}|${action.choice}`;
    case "rate":
      return `rate|${action.assessment}|${action.item}|${ratingCode(action.rating)}`;
    case "back":
      return `back|${action.assessment}|${action.item}`;
    case "resume":
      return `resume|${action.assessment}|${action.item}`;
    case "snooze":
      return `snooze|${action.until}`;
    case "review":
      return `review|${action.assessment}`;
    case "section":
      return `section|${action.assessment}|${action.section}`;
    case "stand":
      return `stand|${action.assessment}|${action.item}|${action.standing}`;
    case "language":
      return `language|${action.language}`;
    case "link_code":
      return `link_code|${action.code}`;
    case "link_confirm":
      return `link_confirm|${action.offer}`;
    case "page":
      return `page|${action.page}`;
    // What the organisation chose itself comes last and may hold anything.
    case "team_unit":
    case "team_dimensions":
    case "team_groups":
    case "team_compare":
      return `${action.do}|${action.unit}`;
    case "team_own":
      return `team_own|${action.page}`;
    case "team_units":
      return `team_units|${action.page}|${action.unit}`;
    case "team_dimension":
      return `team_dimension|${action.dimension}|${action.unit}`;
    case "progress_unit":
    case "progress_units":
    case "remind_units":
    case "remind_unit":
    case "remind_send":
    case "remind_run":
    case "remind_stop_ask":
    case "remind_steer":
      return encodeReminding(action);
    default:
      return action.do;
  }
}

function ratingCode(rating: Rating): string {
  return RATING_CODES.find(([known]) => known === rating)?.[1] ?? "";
}

/** Reads what a button carried; undefined for garbage and for what another program wrote. */
export function parseAction(data: string): Action | undefined {
  if (data.length > MOST_DATA) return undefined;
  const [verb = "", first = "", second = "", third = ""] = data.split("|");
  const simple = SIMPLE.find((command) => command === verb);
  const action: Action | undefined =
    simple === undefined
      ? (parseChoice(verb, first) ??
        parseAboutRole(verb, first, second, third) ??
        parseAboutAssessment(verb, first, second, third) ??
        parseTeam(verb, data) ??
        parseReminding(verb, data))
      : { do: simple };
  // Whatever has more fields than its action takes was not written here.
  return action && encodeAction(action) === data ? action : undefined;
}

function parseChoice(verb: string, field: string): Action | undefined {
  const language = LANGUAGES.find((known) => known === field);
  const page = WEB_PAGES.find((known) => known === field);
  if (verb === "accept" && field !== "") return { do: "accept", version: field };
  if (verb === "language" && language) return { do: "language", language };
  if (verb === "link_code" && readLinkCode(field) === field) return { do: "link_code", code: field };
  const until = SNOOZES.find((known) => known === field);
  if (verb === "snooze" && until) return { do: "snooze", until };
  if (verb === "link_confirm" && field !== "") return { do: "link_confirm", offer: field };
  return verb === "page" && page ? { do: "page", page } : undefined;
}

function parseAboutRole(verb: string, first: string, second: string, third: string): Action | undefined {
  const stage = STAGES.find((known) => known === first);
  const group = GROUPS.find((known) => known === second);
  if (!stage) return undefined;
  if (verb === "stage") return { do: "stage", stage };
  if (verb === "group" && group) return { do: "group", stage, group };
  if (verb === "group_unsure") return { do: "group_unsure", stage };
  if (verb === "tree" && third !== "") return { do: "tree", stage, node: second, choice: third };
  return undefined;
}

function parseTeam(verb: string, data: string): Action | undefined {
  const [, first = "", ...rest] = data.split("|");
  switch (verb) {
    case "team_unit":
    case "team_dimensions":
    case "team_groups":
    case "team_compare":
      return { do: verb, unit: [first, ...rest].join("|") };
    case "team_own":
      return /^\d{1,4}$/u.test(first) ? { do: verb, page: Number(first) } : undefined;
    case "team_units":
      return /^\d{1,4}$/u.test(first) ? { do: verb, page: Number(first), unit: rest.join("|") } : undefined;
    case "team_dimension":
      return { do: verb, dimension: first, unit: rest.join("|") };
    default:
      return undefined;
  }
}

function parseAboutAssessment(
  verb: string,
  assessment: string,
  item: string,
  value: string,
): Action | undefined {
  if (assessment === "") return undefined;
  const rating = RATING_CODES.find(([, code]) => code === value)?.[0];
  const standing = STANDINGS.find((known) => known === value);
  const section = SECTIONS.find((known) => known === item);
  if (verb === "rate" && rating !== undefined) return { do: "rate", assessment, item, rating };
  if (verb === "stand" && standing) return { do: "stand", assessment, item, standing };
  if (verb === "section" && section) return { do: "section", assessment, section };
  if (verb === "resume" && item !== "") return { do: "resume", assessment, item };
  if (verb === "back" && item !== "") return { do: "back", assessment, item };
  if (verb === "review") return { do: "review", assessment };
  return undefined;
}
