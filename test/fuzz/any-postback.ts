import { STANDINGS } from "../../src/core/assessment/assessment.ts";
import { SNOOZES } from "../../src/core/conversation/action.ts";
import { WEB_PAGES } from "../../src/core/conversation/inquiry.ts";
import { SECTIONS } from "../../src/core/conversation/session.ts";
import { GROUPS, STAGES } from "../../src/core/framework/framework.ts";
import { LANGUAGES } from "../../src/core/language.ts";
import type { Dice } from "./dice.ts";
import { strangeText } from "./strange-texts.ts";

/** What the parts of a button's data may be taken from beyond what is always known. */
export interface KnownIds {
  readonly assessments: readonly string[];
  readonly items: readonly string[];
  readonly units: readonly string[];
  readonly runs: readonly string[];
  readonly simple: readonly string[];
}

type Part = keyof KnownIds | readonly string[] | "count" | "second";

const RATINGS = ["0", "1", "2", "3", "na", "pn"];
const NODES = ["start", "leads", "top", "executive", "1", ""];

/** The grammar of src/core/conversation/action.ts and reminding-action.ts, written down a second time. */
const GRAMMAR: Readonly<Record<string, readonly Part[]>> = {
  accept: [["1", "2", "1@dep"]],
  stage: [STAGES],
  group: [STAGES, GROUPS],
  group_unsure: [STAGES],
  tree: [STAGES, NODES, ["yes", "no", "1"]],
  rate: ["assessments", "items", RATINGS],
  back: ["assessments", "items"],
  resume: ["assessments", "items"],
  review: ["assessments"],
  section: ["assessments", SECTIONS],
  stand: ["assessments", "items", STANDINGS],
  snooze: [SNOOZES],
  language: [LANGUAGES],
  link_code: [["ABCDEFGH", "0000-0000", "AAAA-AAAA-AAAA"]],
  link_confirm: [["t", "abcdefghijkl"]],
  page: [WEB_PAGES],
  team_own: ["count"],
  team_unit: ["units"],
  team_dimensions: ["units"],
  team_groups: ["units"],
  team_compare: ["units"],
  team_units: ["count", "units"],
  team_dimension: [["DLit", "DT", "x"], "units"],
  progress_unit: ["units"],
  progress_units: ["count", "units"],
  remind_unit: ["units"],
  remind_units: ["count", "units"],
  remind_send: ["count", "second", "units"],
  remind_run: ["runs"],
  remind_stop_ask: ["runs"],
  remind_steer: [["pause", "resume", "stop"], "runs"],
};
const VERBS = Object.keys(GRAMMAR);

/** Data as a button might carry it: well formed, foreign, or spoilt in one or two places. */
export function anyPostback(dice: Dice, known: KnownIds): string {
  if (dice.chance(0.2)) return dice.pick(known.simple);
  const verb = dice.pick(VERBS);
  const fields = [verb, ...(GRAMMAR[verb] ?? []).map((part) => partOf(part, dice, known))];
  if (dice.chance(0.45)) return fields.join("|");
  return spoilt(fields, dice).join("|");
}

function partOf(part: Part, dice: Dice, known: KnownIds): string {
  if (part === "count") return dice.pick(["0", "1", "2", "9999", "10000", "00001", "-1", "1.5", ""]);
  if (part === "second") return dice.pick(["0", "1795395600", "99999999999", "999999999999", ""]);
  const among = typeof part === "string" ? known[part] : part;
  return among.length === 0 ? "" : dice.pick(among);
}

function spoilt(fields: readonly string[], dice: Dice): readonly string[] {
  const at = dice.below(fields.length);
  return dice.pick([
    () => fields.toSpliced(at, 1),
    () => fields.toSpliced(at, 0, strangeText(dice)),
    () => fields.with(at, strangeText(dice)),
    () => fields.with(at, (fields[at] ?? "").toUpperCase()),
    () => fields.with(at, `${fields[at]}${"x".repeat(300)}`),
    () => [...fields, ...fields],
    () => [...fields, ""],
    () => fields.toReversed(),
    () => fields.map((field) => ` ${field} `),
  ])();
}
