import type { Audience } from "../../core/people/audience.ts";
import type { OrgUnit } from "../../core/people/member.ts";
import type { Round } from "../../core/people/round.ts";
import type { ReminderSchedule, ScheduleRule } from "../../runner/reminders.ts";
import type { PageVoice } from "../page-voice.ts";
import type { PagesParts } from "../pages-parts.ts";
import { dueAt } from "./read-days.ts";

/** Units that are named before the others are only counted. */
const MOST_NAMED = 10;

/** What rounds are told with. */
export interface RoundTelling {
  readonly voice: PageVoice;
  readonly content: PagesParts["content"];
  readonly units: readonly OrgUnit[];
}

/** Whom a round is for, a sentence for each list that leaves somebody out. */
export function audienceWords(
  { voice, content, units }: RoundTelling,
  audience: Audience | undefined,
): readonly string[] {
  const { say, of } = voice;
  if (audience === undefined) return [say("rounds.everybody")];
  const named = new Map(units.map(({ id, name }) => [id, `${name} (${id})`]));
  const groups = content.framework.groups.filter(({ id }) => audience.groups.includes(id));
  const lists = [
    [
      "rounds.for_units",
      shortened(
        voice,
        audience.units.map((id) => named.get(id) ?? id),
      ),
    ],
    ["rounds.for_groups", groups.map(({ name }) => of(name)).join(", ")],
    ["rounds.for_roles", audience.roles.map((role) => say(`rounds.role.${role}`)).join(", ")],
  ] as const;
  const words = lists.flatMap(([text, names]) => (names === "" ? [] : [say(text, { names })]));
  return words.length === 0 ? [say("rounds.everybody")] : words;
}

function shortened({ say, number }: PageVoice, names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(", ");
  const rest = names.length - MOST_NAMED;
  return rest > 0 ? `${shown} ${say("roster.and_more", { count: number(rest) })}` : shown;
}

/** When a round opens, or opened. */
export function openingWords({ day }: PageVoice, { opensAt }: Pick<Round, "opensAt">): string {
  return day(opensAt);
}

/** The last day of a round. */
export function closingWords({ say, day }: PageVoice, { closesAt }: Pick<Round, "closesAt">): string {
  return closesAt === null ? say("rounds.no_closing") : day(closesAt - 1);
}

/** When a reminder goes out by itself. */
export function ruleWords(
  { say, day, number }: PageVoice,
  rule: ScheduleRule,
  round: Pick<Round, "opensAt" | "closesAt">,
): string {
  if (rule.type === "cron") return say("rounds.rule.cron", { expression: rule.expression });
  const due = dueAt(rule, round);
  const words =
    rule.type === "after_opening" && rule.days === 0
      ? say("rounds.rule.at_opening")
      : say(`rounds.rule.${rule.type}`, { days: number(rule.days) });
  return due === undefined ? words : `${words} (${day(due)})`;
}

/** The rules of a round in the order they are due; those without a day come last. */
export function inOrder(
  rules: readonly ReminderSchedule[],
  round: Pick<Round, "opensAt" | "closesAt">,
): readonly ReminderSchedule[] {
  const due = ({ rule }: ReminderSchedule) =>
    rule.type === "cron" ? Infinity : (dueAt(rule, round) ?? Infinity);
  return rules.toSorted((a, b) => {
    const [first, second] = [due(a), due(b)];
    return first === second ? 0 : first - second;
  });
}
