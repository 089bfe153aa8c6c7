import type { JsonValue, PersonExport } from "../../runner/person-export.ts";
import { type Html, html } from "../html.ts";
import { MY_DATA_WORDS } from "../page-texts.ts";
import type { PageVoice } from "../page-voice.ts";

/** Things of one kind the page shows; the download has all of them. */
const MOST_SHOWN = 200;

/** Everything stored about a person, section by section, whatever it is. */
export function myDataBody(voice: PageVoice, data: PersonExport): Html {
  const { say } = voice;
  return html`<p>${say("my_data.text")}</p>
<p><a class="main" href="/p/page/my-data.json">${say("my_data.download")}</a></p>
<p class="note">${say("my_data.keep_safe")}</p>
${Object.entries(data).map(([kind, value]) => html`<section class="data"><h2>${nameOf(voice, kind)}</h2>\n${section(voice, kind, value)}</section>\n`)}`;
}

function section(voice: PageVoice, kind: string, value: JsonValue): Html {
  const { say, number } = voice;
  if (!isList(value)) return shown(voice, kind, value);
  if (value.length === 0) return html`<p>${say("my_data.nothing")}</p>`;
  const rest = value.length - MOST_SHOWN;
  return html`${value.slice(0, MOST_SHOWN).map((one) => html`<div class="thing">${shown(voice, kind, one)}</div>\n`)}
${rest > 0 ? html`<p class="note">${say("my_data.and_more", { count: number(rest) })}</p>` : undefined}`;
}

function shown(voice: PageVoice, name: string, value: JsonValue): Html {
  if (value === null || value === "") return html`<span class="note">–</span>`;
  if (isList(value)) return list(voice, name, value);
  if (typeof value === "object") return fields(voice, value);
  if (typeof value === "boolean") return html`${voice.say(value ? "my_data.yes" : "my_data.no")}`;
  if (typeof value === "number" && isInstant(name)) return html`${voice.day(value)} ${voice.time(value)}`;
  return html`${value}`;
}

function list(voice: PageVoice, name: string, values: readonly JsonValue[]): Html {
  if (values.length === 0) return html`<span class="note">–</span>`;
  return html`<ul>${values.map((value) => html`<li>${shown(voice, name, value)}</li>`)}</ul>`;
}

function fields(voice: PageVoice, value: { readonly [name: string]: JsonValue }): Html {
  const entries = Object.entries(value);
  if (entries.length === 0) return html`<span class="note">–</span>`;
  return html`<dl>${entries.map(([name, one]) => html`<dt>${nameOf(voice, name)}</dt><dd>${shown(voice, name, one)}</dd>`)}</dl>`;
}

/** A name known in the person's language, else as it is stored: nothing may be left out for want of a word. */
function nameOf({ of }: PageVoice, name: string): string {
  const known = Object.hasOwn(MY_DATA_WORDS, name) ? MY_DATA_WORDS[name] : undefined;
  return known === undefined ? name : of(known);
}

function isInstant(name: string): boolean {
  return name === "at" || /(?:At|_at)$/u.test(name);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
