import { AUDIENCE_ROLES } from "../../core/people/audience.ts";
import type { OrgUnit } from "../../core/people/member.ts";
import { DAY_MS } from "../../core/reminder/bangkok-day.ts";
import { type Html, html } from "../html.ts";
import type { PageVoice } from "../page-voice.ts";
import { LONGEST_NAME, type RoundProblem } from "./check-round.ts";
import { ROUND_LISTS, ROUND_TEXTS, type RoundForm } from "./round-form.ts";
import { audienceWords, closingWords, openingWords, type RoundTelling, ruleWords } from "./round-words.ts";
import type { CheckedForm, RoundPreview } from "./rounds-desk.ts";
import { facts, roundUrl } from "./rounds-views.ts";

/** With more units than these only the top ones are listed, and the others are typed. */
const MOST_LISTED = 60;
const DEEPEST = 3;

/** What the form shows. */
export interface ShownForm {
  readonly form: RoundForm;
  readonly problems: readonly RoundProblem[];
  readonly open: CheckedForm["open"];
  /** Epoch ms. */
  readonly at: number;
}

/** The form a round is opened or planned with. */
export function roundFormBody(telling: RoundTelling, shown: ShownForm): Html {
  const { voice } = telling;
  const { say, shownDay } = { ...voice, shownDay: exampleDay(voice, shown.at) };
  return html`${problemList(voice, shown)}
<p>${say("rounds.form_text")}</p>
<form method="post" action="/p/page/rounds/check">
${textField(voice, shown, "name", { note: say("rounds.name_note"), most: LONGEST_NAME })}
${textField(voice, shown, "opens", { note: say("rounds.opens_note", { example: shownDay(0) }) })}
${textField(voice, shown, "closes", { note: say("rounds.closes_note", { example: shownDay(30) }) })}
<fieldset><legend>${say("rounds.audience")}</legend>
<p class="note">${say("rounds.audience_note")}</p>
${unitBoxes(telling, shown)}
${groupBoxes(telling, shown)}
${roleBoxes(voice, shown)}
</fieldset>
<fieldset><legend>${say("rounds.rules_title")}</legend>
<p class="note">${say("rounds.rules_note")}</p>
${textField(voice, shown, "first", { isNumber: true, note: say("rounds.first_note") })}
${textField(voice, shown, "again", { isNumber: true })}
${textField(voice, shown, "before", { isNumber: true })}
</fieldset>
<button class="main">${say("rounds.check")}</button>
</form>
<p><a href="/p/page/rounds">${say("rounds.back")}</a></p>`;
}

/** A day as it may be typed: "22/12/2569" in Thai. */
function exampleDay({ language }: PageVoice, at: number): (later: number) => string {
  const locale = language === "th" ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB";
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: "Asia/Bangkok",
    day: "numeric",
    month: "numeric",
    year: "numeric",
  });
  return (later) =>
    format
      .formatToParts(at + later * DAY_MS)
      .filter(({ type }) => type === "day" || type === "month" || type === "year")
      .map(({ value }) => value)
      .join("/");
}

function problemList({ say }: PageVoice, { problems, open }: ShownForm): Html | undefined {
  if (problems.length === 0) return undefined;
  const whole = problems.filter(({ field }) => field === "form");
  const isAnother = whole.some(({ text }) => text === "rounds.problem.another_open");
  return html`<div class="alert" role="alert"><p>${say("rounds.problem.some")}</p>
${whole.map(({ text, values }) => html`<p>${say(text, values)}</p>`)}
${isAnother && open !== undefined ? html`<p><a href="${roundUrl(open.id)}">${say("rounds.see_open")}</a></p>` : undefined}</div>`;
}

function problemLine({ say }: PageVoice, { problems }: ShownForm, field: keyof RoundForm): Html | undefined {
  const found = problems.filter((problem) => problem.field === field);
  if (found.length === 0) return undefined;
  return html`<p class="alert" id="${field}-problem">${found.map(({ text, values }) => say(text, values)).join(" ")}</p>`;
}

interface FieldOptions {
  readonly note?: string;
  readonly most?: number;
  readonly isNumber?: boolean;
}

function textField(
  voice: PageVoice,
  shown: ShownForm,
  name: (typeof ROUND_TEXTS)[number],
  { note, most = 40, isNumber = false }: FieldOptions,
): Html {
  const problem = problemLine(voice, shown, name);
  const told = [
    ...(problem === undefined ? [] : [`${name}-problem`]),
    ...(note === undefined ? [] : [`${name}-note`]),
  ];
  return html`<div class="field">
<label for="${name}">${voice.say(`rounds.field.${name}`)}</label>
${problem}
<input id="${name}" type="text" name="${name}" value="${shown.form[name]}" maxlength="${most}" autocomplete="off"${isNumber ? html` inputmode="numeric"` : undefined}${problem === undefined ? undefined : html` aria-invalid="true"`}${told.length === 0 ? undefined : html` aria-describedby="${told.join(" ")}"`}>
${note === undefined ? undefined : html`<p class="note" id="${name}-note">${note}</p>`}
</div>`;
}

function unitBoxes({ voice, units }: RoundTelling, shown: ShownForm): Html {
  const { form } = shown;
  const isLong = units.length > MOST_LISTED;
  const listed = unitTree(units)
    .filter(({ depth }) => !isLong || depth === 0)
    .slice(0, MOST_LISTED);
  const isTyped = isLong || form.unitCodes !== "";
  const typed = isTyped
    ? textField(voice, shown, "unitCodes", { most: 4_000, note: voice.say("rounds.codes_note") })
    : problemLine(voice, shown, "unitCodes");
  const isUsed = form.units.length > 0 || form.unitCodes !== "";
  return html`<details${isUsed ? html` open` : undefined}><summary>${voice.say("rounds.units")}</summary>
<p class="note">${voice.say("codes.unit_note")}</p>
${listed.map(({ unit, depth }) => box("units", unit.id, `${unit.name} (${unit.id})`, form.units.includes(unit.id), depth))}
${typed}</details>`;
}

/** Units with those below each one after it. */
function unitTree(units: readonly OrgUnit[]): readonly { readonly unit: OrgUnit; readonly depth: number }[] {
  const known = new Set(units.map(({ id }) => id));
  const below = Map.groupBy(units, ({ parent }) => (parent !== null && known.has(parent) ? parent : null));
  const tree: { readonly unit: OrgUnit; readonly depth: number }[] = [];
  const waiting = (below.get(null) ?? []).map((unit) => ({ unit, depth: 0 })).toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { unit, depth } = next;
    tree.push(next);
    waiting.push(...(below.get(unit.id) ?? []).map((one) => ({ unit: one, depth: depth + 1 })).toReversed());
  }
  return tree;
}

function groupBoxes({ voice, content }: RoundTelling, { form }: ShownForm): Html {
  return html`<details${form.groups.length > 0 ? html` open` : undefined}><summary>${voice.say("rounds.groups")}</summary>
<p class="note">${voice.say("rounds.groups_note")}</p>
${content.framework.groups.map(({ id, name }) => box("groups", id, voice.of(name), form.groups.includes(id)))}</details>`;
}

function roleBoxes({ say }: PageVoice, { form }: ShownForm): Html {
  return html`<details${form.roles.length > 0 ? html` open` : undefined}><summary>${say("rounds.roles")}</summary>
${AUDIENCE_ROLES.map((role) => box("roles", role, say(`rounds.role.${role}`), form.roles.includes(role)))}</details>`;
}

function box(name: string, value: string, label: string, isTicked: boolean, depth = 0): Html {
  const place = depth === 0 ? undefined : html` below-${Math.min(depth, DEEPEST)}`;
  return html`<label class="box${place}"><input type="checkbox" name="${name}" value="${value}"${isTicked ? html` checked` : undefined}> <span>${label}</span></label>\n`;
}

/** What a round will be, and the button for it. */
export function previewBody(telling: RoundTelling, form: RoundForm, preview: RoundPreview): Html {
  const { voice } = telling;
  const { say, number } = voice;
  const { plan, people, id, open } = preview;
  const words = audienceWords(telling, plan.audience);
  const isLate =
    !plan.isNow && open !== undefined && (open.closesAt === null || open.closesAt > plan.opensAt);
  const rules = plan.rules.map((rule) => ruleWords(voice, rule, plan));
  return html`<p class="lead">${plan.name}</p>
${facts([
  [say("rounds.opens"), plan.isNow ? say("rounds.now") : openingWords(voice, plan)],
  [say("rounds.closes"), closingWords(voice, plan)],
  [say("rounds.audience"), html`${words.map((line) => html`<div>${line}</div>`)}`],
  [say("rounds.people"), number(people)],
  [say("rounds.questionnaire"), telling.content.currentQuestionnaire],
  [
    say("rounds.rules"),
    rules.length === 0 ? say("rounds.no_rules") : html`${rules.map((line) => html`<div>${line}</div>`)}`,
  ],
])}
${isLate ? html`<p class="alert">${say("rounds.waits_for", { name: open.name })}</p>` : undefined}
<p class="note">${say(rules.length === 0 ? "rounds.confirm_note" : "rounds.confirm_rules_note")}</p>
<form method="post" action="/p/page/rounds/open">
${hiddenFields(form)}<input type="hidden" name="id" value="${id}">
<button class="main">${say(plan.isNow ? "rounds.confirm_now" : "rounds.confirm_later")}</button>
</form>
<form method="post" action="/p/page/rounds/new">
${hiddenFields(form)}<button>${say("rounds.change")}</button>
</form>`;
}

function hiddenFields(form: RoundForm): Html {
  const one = (name: string, value: string) => html`<input type="hidden" name="${name}" value="${value}">\n`;
  return html`${ROUND_TEXTS.map((name) => one(name, form[name]))}${ROUND_LISTS.map((name) => form[name].map((value) => one(name, value)))}`;
}
