import { type Round, yearOf } from "../../core/people/round.ts";
import { type Html, html } from "../html.ts";
import type { PageVoice } from "../page-voice.ts";
import { MEMBER_STATUSES } from "../people/people-desk.ts";
import { MOST_XLSX_ROWS } from "../send-xlsx.ts";
import { shownYear } from "../shown-year.ts";
import { table } from "../table.ts";
import type { ListedPerson, ProgressList, ProgressPage } from "./progress-desk.ts";

/** What the page of a round shows. */
export interface ShownProgress {
  readonly organisation: string;
  readonly round: Round;
  /** All that may be chosen, the present one first. */
  readonly rounds: readonly Round[];
  readonly progress: ProgressPage;
}

/** How a round gets on in figures, files to take away, and whom LINE does not reach. */
export function progressBody(voice: PageVoice, shown: ShownProgress): Html {
  const { say, number } = voice;
  const { organisation, round, rounds, progress } = shown;
  const { counts } = progress;
  const all = MEMBER_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  return html`<p class="lead">${organisation} · ${roundName(voice, round)}</p>
${rounds.length > 1 ? roundForm(voice, round, rounds) : undefined}
${table(
  [say("people.status"), say("progress.people"), say("progress.share")],
  [
    ...MEMBER_STATUSES.map((status) => [
      html`<span class="status ${status}">${say(`status.${status}`)}</span>`,
      number(counts[status]),
      shareOf(counts[status], all),
    ]),
    [html`<b>${say("people.all")}</b>`, html`<b>${number(all)}</b>`, shareOf(all, all)],
  ],
  "figures",
)}
<h2>${say("progress.files_title")}</h2>
${files(voice, round, all, "everybody")}
<p class="note">${say("progress.privacy")}</p>
<h2>${say("progress.others_title")}</h2>
${others(voice, shown)}`;
}

/** A round as HR called it, or its year. */
export function roundName({ say, language }: PageVoice, { id, name }: Pick<Round, "id" | "name">): string {
  const year = yearOf(id);
  return year === undefined ? name : say("people.year", { year: shownYear(year, language) });
}

function roundForm(voice: PageVoice, { id }: Round, rounds: readonly Round[]): Html {
  const { say } = voice;
  return html`<form method="get" action="/p/page/progress">
<label for="round">${say("progress.round")}</label>
<span class="row"><select id="round" name="round">${rounds.map((one) => html`<option value="${one.id}"${one.id === id ? html` selected` : undefined}>${roundName(voice, one)}</option>`)}</select><button>${say("progress.show")}</button></span>
</form>`;
}

function shareOf(count: number, all: number): string {
  if (all === 0) return "–";
  const share = (100 * count) / all;
  // Nobody is rounded away, and nothing is finished before it is.
  if (share > 0 && share < 1) return "< 1%";
  if (share > 99 && share < 100) return "> 99%";
  return `${Math.round(share)}%`;
}

function files({ say, number }: PageVoice, { id }: Round, count: number, list: ProgressList): Html {
  const query = new URLSearchParams({ round: id, ...(list === "not_linked" && { list }) }).toString();
  const isLarge = count > MOST_XLSX_ROWS;
  const most = number(MOST_XLSX_ROWS);
  return html`<p class="actions"><a href="/p/page/progress.csv?${query}">${say(`progress.csv.${list}`)}</a></p>
${isLarge ? html`<p class="note">${say("progress.xlsx_limit", { most })}</p>` : html`<p class="actions"><a href="/p/page/progress.xlsx?${query}">${say(`progress.xlsx.${list}`)}</a></p>`}`;
}

function others(voice: PageVoice, { round, progress }: ShownProgress): Html {
  const { say } = voice;
  const { people, next, counts } = progress;
  if (counts.not_linked === 0) return html`<p class="good">${say("progress.nobody")}</p>`;
  const row = ({ staffNumber, name, unitName, email }: ListedPerson) => [
    staffNumber,
    name,
    unitName,
    email === null
      ? "–"
      : html`<a href="mailto:${encodeURIComponent(email).replace("%40", "@")}">${email}</a>`,
  ];
  const headings = [
    say("person.staff_number"),
    say("person.name"),
    say("person.unit"),
    say("progress.email"),
  ];
  return html`<p>${say("progress.others_text")}</p>
${table(headings, people.map(row))}
${next === undefined ? undefined : nextForm(voice, round, next)}
${files(voice, round, counts.not_linked, "not_linked")}`;
}

function nextForm({ say }: PageVoice, { id }: Round, next: string): Html {
  return html`<form method="post" action="/p/page/progress">
<input type="hidden" name="round" value="${id}"><input type="hidden" name="after" value="${next}">
<button>${say("list.next")}</button>
</form>`;
}

/** Why there is no workbook, and what there is instead. */
export function tooManyBody({ say, number }: PageVoice, { id }: Round, list: ProgressList): Html {
  const query = new URLSearchParams({ round: id, ...(list === "not_linked" && { list }) }).toString();
  return html`<p>${say("progress.too_many_text", { most: number(MOST_XLSX_ROWS) })}</p>
<p class="actions"><a class="main" href="/p/page/progress.csv?${query}">${say(`progress.csv.${list}`)}</a></p>
<p><a href="/p/page/progress?${new URLSearchParams({ round: id }).toString()}">${say("progress.back")}</a></p>`;
}
