import type { Member } from "../../core/people/member.ts";
import type { Membership } from "../../core/people/membership.ts";
import { yearOf } from "../../core/people/round.ts";
import type { MemberStanding } from "../../runner/rounds.ts";
import { type Html, html } from "../html.ts";
import type { PageVoice } from "../page-voice.ts";
import { shownYear } from "../shown-year.ts";
import { table } from "../table.ts";
import { MEMBER_STATUSES, type PeopleFilter, type PeopleList } from "./people-desk.ts";

const NOTICES = ["unlinked", "not_linked", "unknown"] as const;

/** What the page may say about what was done just now. */
export type PeopleNotice = (typeof NOTICES)[number];

/** Whether a word from outside is one of these. */
export function isPeopleNotice(word: string): word is PeopleNotice {
  return NOTICES.some((notice) => notice === word);
}

/** How many people there are of each status, and some of them by name. */
export function peopleBody(
  voice: PageVoice,
  { organisation, round }: Pick<Membership, "organisation" | "round">,
  list: PeopleList,
  filter: PeopleFilter,
  notice: PeopleNotice | undefined,
): Html {
  const { say, of, number, language } = voice;
  const year = yearOf(round.id);
  const name = year === undefined ? round.name : say("people.year", { year: shownYear(year, language) });
  const all = MEMBER_STATUSES.reduce((sum, status) => sum + list.counts[status], 0);
  return html`${notice === undefined ? undefined : html`<p class="${notice === "unlinked" ? "good" : "alert"}" role="status">${say(`people.notice.${notice}`)}</p>`}
<p class="lead">${of(organisation.name)} · ${name}</p>
<nav class="counts">
${statusLink(say("people.all"), number(all), "", filter)}
${MEMBER_STATUSES.map((status) => statusLink(say(`status.${status}`), number(list.counts[status]), status, filter))}</nav>
<p><a href="/p/page/people.csv">${say("people.download")}</a></p>
${searchForm(voice, filter)}
${list.people.length === 0 ? html`<p>${say("people.nobody")}</p>` : peopleTable(voice, list.people)}
${list.next === undefined ? undefined : nextForm(voice, filter, list.next)}`;
}

function statusLink(name: string, count: string, status: string, filter: PeopleFilter): Html {
  const current = filter.status === status ? html` aria-current="true"` : undefined;
  return html`<a href="/p/page/people?status=${status}"${current}><span>${name}</span> <b>${count}</b></a>\n`;
}

function searchForm({ say }: PageVoice, { status, words }: PeopleFilter): Html {
  return html`<form method="post" action="/p/page/people" class="search">
<input type="hidden" name="status" value="${status}">
<label for="words">${say("people.search")}</label>
<span class="row"><input id="words" type="search" name="words" value="${words}" maxlength="100" autocomplete="off"><button>${say("people.find")}</button></span>
</form>`;
}

/** Sent as a form because of the words; see people-pages. */
function nextForm({ say }: PageVoice, { status, words }: PeopleFilter, next: string): Html {
  return html`<form method="post" action="/p/page/people">
<input type="hidden" name="status" value="${status}"><input type="hidden" name="words" value="${words}">
<input type="hidden" name="after" value="${next}"><button>${say("list.next")}</button>
</form>`;
}

function peopleTable({ say, day }: PageVoice, people: readonly MemberStanding[]): Html {
  const headings = [
    say("person.staff_number"),
    say("person.name"),
    say("person.unit"),
    say("people.status"),
    say("people.since"),
    say("people.account"),
  ];
  const unlink = (staffNumber: string) => html`<form method="post" action="/p/page/people/unlink">
<input type="hidden" name="staff_number" value="${staffNumber}"><button class="small">${say("people.unlink")}</button></form>`;
  return table(
    headings,
    people.map(({ staffNumber, name, unitName, status, since, isLinked }) => [
      staffNumber,
      name,
      unitName,
      html`<span class="status ${status}">${say(`status.${status}`)}</span>`,
      since === null ? "–" : day(since),
      isLinked ? unlink(staffNumber) : "–",
    ]),
  );
}

/** Whether somebody's link is really to be ended. */
export function unlinkBody({ say }: PageVoice, { name, staffNumber }: Member): Html {
  return html`<p class="lead">${name} · ${staffNumber}</p>
<p>${say("people.unlink_text")}</p>
<form method="post" action="/p/page/people/unlink/confirmed">
<input type="hidden" name="staff_number" value="${staffNumber}">
<button class="danger">${say("people.unlink_confirm")}</button>
</form>
<p><a href="/p/page/people">${say("people.unlink_keep")}</a></p>`;
}
