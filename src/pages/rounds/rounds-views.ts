import type { ReminderSchedule } from "../../runner/reminders.ts";
import type { KeptRound } from "../../runner/rounds.ts";
import { type Html, html } from "../html.ts";
import type { PageText } from "../page-text-ids.ts";
import type { PageVoice } from "../page-voice.ts";
import { table } from "../table.ts";
import {
  audienceWords,
  closingWords,
  inOrder,
  openingWords,
  type RoundTelling,
  ruleWords,
} from "./round-words.ts";

const NOTICES = [
  "opened",
  "planned",
  "closed",
  "not_open",
  "unknown",
  "rule_added",
  "rule_removed",
  "no_rule",
] as const;
const GOOD: readonly string[] = ["opened", "planned", "closed", "rule_added", "rule_removed"];

/** What a page may say about what was done just now. */
export type RoundNotice = (typeof NOTICES)[number];

/** The notice of an address; undefined for every other word. */
export function roundNotice(word: string): RoundNotice | undefined {
  return NOTICES.find((notice) => notice === word);
}

function noticeLine({ say }: PageVoice, notice: RoundNotice | undefined): Html | undefined {
  if (notice === undefined) return undefined;
  const kind = GOOD.includes(notice) ? "good" : "alert";
  return html`<p class="${kind}" role="status">${say(`rounds.notice.${notice}`)}</p>`;
}

/** A round with the rules of its reminders. */
export interface ListedRound {
  readonly round: KeptRound;
  readonly rules: readonly ReminderSchedule[];
}

/** All rounds of an organisation. */
export function roundsBody(
  telling: RoundTelling,
  organisation: string,
  rounds: readonly ListedRound[],
  notice: RoundNotice | undefined,
): Html {
  const { say } = telling.voice;
  return html`${noticeLine(telling.voice, notice)}
<p class="lead">${organisation}</p>
<p class="actions"><a class="main" href="/p/page/rounds/new">${say("rounds.new")}</a></p>
${rounds.length === 0 ? html`<p>${say("rounds.none")}</p>` : roundsTable(telling, rounds)}`;
}

function roundsTable(telling: RoundTelling, rounds: readonly ListedRound[]): Html {
  const { voice } = telling;
  const { say } = voice;
  const headings = [
    say("rounds.name"),
    say("rounds.state"),
    say("rounds.opens"),
    say("rounds.closes"),
    say("rounds.audience"),
    say("rounds.rules"),
  ];
  return table(
    headings,
    rounds.map(({ round, rules }) => [
      html`<a href="${roundUrl(round.id)}">${round.name}</a>`,
      html`<span class="status">${say(`rounds.state.${round.state}`)}</span>`,
      openingWords(voice, round),
      closingWords(voice, round),
      lines(audienceWords(telling, round.audience)),
      rules.length === 0
        ? "–"
        : lines(inOrder(rules, round).map(({ rule }) => ruleWords(voice, rule, round))),
    ]),
  );
}

function lines(words: readonly string[]): Html {
  return html`<span>${words.map((line, place) => (place === 0 ? line : html`<br>${line}`))}</span>`;
}

/** A rule somebody could not add. */
export interface RuleAttempt {
  readonly type: string;
  readonly days: string;
  readonly trouble: PageText;
}

/** One round, with what can be done about it. */
export function roundBody(
  telling: RoundTelling,
  { round, rules }: ListedRound,
  notice: RoundNotice | undefined,
  attempt: RuleAttempt | undefined,
): Html {
  const { voice } = telling;
  const { say } = voice;
  return html`${noticeLine(voice, notice)}
<p class="lead">${round.name}</p>
${facts([
  [say("rounds.state"), say(`rounds.state.${round.state}`)],
  [say("rounds.opens"), openingWords(voice, round)],
  [say("rounds.closes"), closingWords(voice, round)],
  [say("rounds.audience"), lines(audienceWords(telling, round.audience))],
  ...(round.questionnaire === undefined ? [] : [[say("rounds.questionnaire"), round.questionnaire] as const]),
])}
<h2>${say("rounds.rules_title")}</h2>
${rules.length === 0 ? html`<p>${say("rounds.no_rules")}</p>` : rulesTable(telling, { round, rules })}
${round.state === "closed" ? troubleLine(voice, attempt) : ruleForm(voice, round, attempt)}
${round.state === "open" ? closeLink(voice, round) : undefined}
<p><a href="/p/page/rounds">${say("rounds.back")}</a></p>`;
}

/** Names and what stands for them, one below the other. */
export function facts(rows: readonly (readonly [string, string | Html])[]): Html {
  return html`<div class="data"><dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl></div>`;
}

function rulesTable({ voice }: RoundTelling, { round, rules }: ListedRound): Html {
  const { say } = voice;
  const remove = (id: string) => html`<form method="post" action="/p/page/rounds/rules/remove">
<input type="hidden" name="round" value="${round.id}"><input type="hidden" name="rule" value="${id}">
<button class="small">${say("rounds.rule_remove")}</button></form>`;
  return table(
    [say("rounds.rule"), say("rounds.rule_change")],
    inOrder(rules, round).map(({ id, rule }) => [
      ruleWords(voice, rule, round),
      round.state === "closed" ? "–" : remove(id),
    ]),
  );
}

function troubleLine({ say }: PageVoice, attempt: RuleAttempt | undefined): Html | undefined {
  if (attempt === undefined) return undefined;
  return html`<p class="alert" role="alert" id="rule-problem">${say(attempt.trouble)}</p>`;
}

function ruleForm(voice: PageVoice, { id, closesAt }: KeptRound, attempt: RuleAttempt | undefined): Html {
  const { say } = voice;
  const types =
    closesAt === null ? (["after_opening"] as const) : (["after_opening", "before_closing"] as const);
  const wrong =
    attempt === undefined ? undefined : html` aria-invalid="true" aria-describedby="rule-problem"`;
  return html`<form method="post" action="/p/page/rounds/rules/add" id="add">
<h2>${say("rounds.rule_add_title")}</h2>
${troubleLine(voice, attempt)}
<input type="hidden" name="round" value="${id}">
<div class="field"><label for="days">${say("rounds.days")}</label>
<input id="days" type="text" name="days" inputmode="numeric" maxlength="4" autocomplete="off" value="${attempt?.days ?? ""}"${wrong}></div>
<div class="field"><label for="type">${say("rounds.counted_from")}</label>
<select id="type" name="type">${types.map((type) => html`<option value="${type}"${attempt?.type === type ? html` selected` : undefined}>${say(`rounds.counted.${type}`)}</option>`)}</select></div>
<p class="note">${say("rounds.rules_note")}</p>
<button>${say("rounds.rule_add")}</button>
</form>`;
}

function closeLink({ say }: PageVoice, { id }: KeptRound): Html {
  return html`<h2>${say("rounds.close")}</h2>
<p>${say("rounds.close_text")}</p>
<p class="actions"><a href="/p/page/rounds/close?${new URLSearchParams({ round: id }).toString()}">${say("rounds.close")}</a></p>`;
}

/** Whether the open round is really to be closed. */
export function closeBody(telling: RoundTelling, round: KeptRound): Html {
  const { voice } = telling;
  const { say } = voice;
  return html`<p class="lead">${round.name}</p>
${facts([
  [say("rounds.opens"), openingWords(voice, round)],
  [say("rounds.closes"), closingWords(voice, round)],
  [say("rounds.audience"), lines(audienceWords(telling, round.audience))],
])}
<p class="alert">${say("rounds.close_question")}</p>
<form method="post" action="/p/page/rounds/close">
<input type="hidden" name="round" value="${round.id}">
<button class="danger">${say("rounds.close_confirm")}</button>
</form>
<p><a href="${roundUrl(round.id)}">${say("rounds.keep_open")}</a></p>`;
}

/** Where one round is shown. */
export function roundUrl(id: string, notice?: RoundNotice): string {
  const query = new URLSearchParams({ round: id, ...(notice && { notice }) });
  return `/p/page/rounds/round?${query.toString()}`;
}
