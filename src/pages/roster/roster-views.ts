import { columnHeading, type RosterContent, tellProblem } from "../../roster/roster-content.ts";
import { type Html, html } from "../html.ts";
import type { PageVoice } from "../page-voice.ts";
import { table } from "../table.ts";
import type { ApplyTrouble } from "./roster-desk.ts";
import type { Beginning, NamedPerson, RosterOutcome, RosterUpload } from "./roster-upload.ts";

/** Lines of a list of changes that are read at a glance. */
const MOST_UNFOLDED = 20;

/** The form a file is chosen with. */
export function formBody({ say }: PageVoice, organisation: string, trouble: string | undefined): Html {
  return html`<p class="lead">${organisation}</p>
${trouble === undefined ? undefined : html`<p class="alert" role="alert">${trouble}</p>`}
<form method="post" action="/p/page/roster" enctype="multipart/form-data">
<label for="file">${say("roster.file")}</label>
<input id="file" type="file" name="file" accept=".csv,.xlsx,text/csv" required>
<p class="note">${say("roster.file_note")}</p>
<button class="main">${say("roster.check")}</button>
</form>
<p>${say("roster.template_text")} <a href="/p/page/roster/template.csv">${say("roster.template")}</a></p>
<p class="note">${say("roster.privacy")}</p>`;
}

/** What is wrong with a file, what it would do, and the form to import it. */
export function checkedBody(
  voice: PageVoice,
  content: RosterContent,
  upload: RosterUpload,
  trouble: ApplyTrouble | undefined,
): Html {
  const { say } = voice;
  return html`${trouble === undefined ? undefined : html`<p class="alert" role="alert">${say(`roster.trouble.${trouble}`)}</p>`}
<p class="lead">${upload.fileName}</p>
${counts(voice, upload)}
${upload.ignored.length === 0 ? undefined : html`<p class="note">${say("roster.ignored", { headings: upload.ignored.map((heading) => heading.slice(0, 60)).join(", ") })}</p>`}
${problems(voice, content, upload)}
${changes(voice, content, upload)}
${confirmForm(voice, upload)}`;
}

function counts({ say, number }: PageVoice, upload: RosterUpload): Html {
  const { people, addedUnits, changedUnits, added, changed, unchanged, unlisted, badRows } = upload;
  const rows: readonly (readonly [string, number])[] = [
    [say("roster.count.people"), people],
    [say("roster.count.bad_rows"), badRows],
    [say("roster.count.added"), added.count],
    [say("roster.count.changed"), changed.count],
    [say("roster.count.unchanged"), unchanged],
    [say("roster.count.unlisted"), unlisted.count],
    [say("roster.count.added_units"), addedUnits.count],
    [say("roster.count.changed_units"), changedUnits.count],
  ];
  return countList(rows.map(([name, count]) => [name, number(count)]));
}

function countList(rows: readonly (readonly [string, string])[]): Html {
  return html`<dl class="counts">${rows.map(([name, count]) => html`<div><dt>${name}</dt><dd>${count}</dd></div>`)}</dl>`;
}

function problems(
  voice: PageVoice,
  content: RosterContent,
  { problems: found }: RosterUpload,
): Html | undefined {
  const { say, number, language } = voice;
  if (found.count === 0) return html`<p class="good">${say("roster.no_problems")}</p>`;
  const rows = found.first.map((problem) => {
    const { row, column, advice } = tellProblem(problem, content, language);
    return [number(row), column, advice];
  });
  const shown = say("roster.problems_shown", { shown: number(rows.length), all: number(found.count) });
  return html`<h2>${say("roster.problems_title")}</h2>
<p>${shown} <a href="/p/page/roster/problems.csv">${say("roster.problems_download")}</a></p>
${table([say("roster.row"), say("roster.column"), say("roster.advice")], rows)}`;
}

function confirmForm({ say, number }: PageVoice, upload: RosterUpload): Html {
  const { problems: found, badRows, unlisted, concernsUploader } = upload;
  const another = html`<p><a href="/p/page/roster">${say("roster.another_file")}</a></p>`;
  if (found.count > 0 && badRows === 0)
    return html`<p class="alert">${say("roster.trouble.mend_file")}</p>\n${another}`;
  return html`<h2>${say("roster.confirm_title")}</h2>
${concernsUploader === "no" ? undefined : html`<p class="alert">${say(`roster.concerns_you.${concernsUploader}`)}</p>`}
<form method="post" action="/p/page/roster/apply">
${badRows === 0 ? undefined : box("skip_bad_rows", say("roster.skip_bad_rows", { count: number(badRows) }))}
${unlisted.count === 0 ? undefined : box("deactivate_missing", say("roster.deactivate_missing", { count: number(unlisted.count) }))}
<button class="main">${say("roster.confirm")}</button>
</form>
${another}`;
}

function box(name: string, label: string): Html {
  return html`<label class="box"><input type="checkbox" name="${name}" value="yes"> <span>${label}</span></label>`;
}

function changes(voice: PageVoice, content: RosterContent, upload: RosterUpload): readonly Html[] {
  const { say, language } = voice;
  const { added, changed, unlisted, addedUnits, changedUnits } = upload;
  const person = [say("person.staff_number"), say("person.name")];
  const unit = [say("person.unit_code"), say("person.unit")];
  const what = (columns: (typeof changed.first)[number]["columns"]) =>
    columns
      .map((column) =>
        column === "active" ? say("roster.returns") : columnHeading(column, content.words, language),
      )
      .join(", ");
  const ofPerson = ({ staffNumber, name }: NamedPerson) => [staffNumber, name];
  const ofUnit = ({ id, name }: { readonly id: string; readonly name: string }) => [id, name];
  return [
    details(voice, say("roster.count.added"), person, added, ofPerson),
    details(voice, say("roster.count.changed"), [...person, say("roster.what")], changed, (one) => [
      ...ofPerson(one),
      what(one.columns),
    ]),
    details(voice, say("roster.count.unlisted"), person, unlisted, ofPerson),
    details(voice, say("roster.count.added_units"), unit, addedUnits, ofUnit),
    details(voice, say("roster.count.changed_units"), unit, changedUnits, ofUnit),
  ];
}

function details<T>(
  { say, number }: PageVoice,
  title: string,
  headings: readonly string[],
  { count, first }: Beginning<T>,
  row: (one: T) => readonly string[],
): Html {
  if (count === 0) return html``;
  const rest = count - first.length;
  return html`<details${count <= MOST_UNFOLDED ? html` open` : undefined}><summary>${title} (${number(count)})</summary>
${table(headings, first.map(row))}
${rest === 0 ? undefined : html`<p class="note">${say("roster.and_more", { count: number(rest) })}</p>`}
</details>`;
}

/** What was imported and what may be done next. */
export function doneBody({ say, number }: PageVoice, outcome: RosterOutcome): Html {
  const { added, changed, unchanged, deactivated, skippedRows, addedUnits, changedUnits } = outcome;
  return html`<p class="good">${say("roster.done")}</p>
${countList([
  [say("roster.count.added"), number(added)],
  [say("roster.count.changed"), number(changed)],
  [say("roster.count.unchanged"), number(unchanged)],
  [say("roster.count.deactivated"), number(deactivated)],
  [say("roster.count.skipped"), number(skippedRows)],
  [say("roster.count.added_units"), number(addedUnits)],
  [say("roster.count.changed_units"), number(changedUnits)],
])}
<p><a class="main" href="/p/page/codes">${say("roster.next_codes")}</a></p>
<p><a href="/p/page/roster">${say("roster.another_file")}</a></p>`;
}
