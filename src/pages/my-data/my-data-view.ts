import type { JsonValue, PersonExport } from "../../runner/person-export.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import { type Fields, isFields, isList } from "./json-shapes.ts";
import { answerText, fieldName, type Telling, valueText } from "./my-data-words.ts";

/** Things of one kind the page shows; the download has all of them. */
const MOST_SHOWN = 200;

/** Lists that say again what stands elsewhere on the page. */
const FOLDED: ReadonlySet<string> = new Set(["items", "levels"]);

/** Everything stored about a person, section by section, whatever it is. */
export function myDataBody(tell: Telling, data: PersonExport): Html {
  const { say } = tell.voice;
  return html`<p>${say("my_data.text")}</p>
<p><a class="main" href="/p/page/my-data.json">${say("my_data.download")}</a></p>
<p class="note">${say("my_data.keep_safe")}</p>
${Object.entries(data).map(([kind, value]) => html`<section class="data"><h2>${fieldName(tell.voice, kind)}</h2>\n${section(tell, kind, value)}</section>\n`)}`;
}

function section(tell: Telling, kind: string, value: JsonValue): Html {
  const { say, number } = tell.voice;
  if (!isList(value)) return shown(tell, kind, value);
  if (value.length === 0) return html`<p>${say("my_data.nothing")}</p>`;
  const rest = value.length - MOST_SHOWN;
  return html`${value.slice(0, MOST_SHOWN).map((one) => html`<div class="thing">${shown(tell, kind, one)}</div>\n`)}
${rest > 0 ? html`<p class="note">${say("my_data.and_more", { count: number(rest) })}</p>` : undefined}`;
}

function shown(tell: Telling, name: string, value: JsonValue, of = ""): Html {
  if (value === null || value === "") return NOTHING;
  if (isList(value)) {
    const lines = value.map((one) => shown(tell, name, one, of));
    return list(tell, name, lines);
  }
  if (!isFields(value)) return html`${valueText(tell, name, value, of)}`;
  const tellEntry = BY_ITEM.get(name);
  return tellEntry === undefined ? fields(tell, name, value) : byItem(tell, name, value, tellEntry);
}

function byItem(tell: Telling, name: string, value: Fields, tellEntry: TellEntry): Html {
  const lines = Object.entries(value).map(([item, one]) =>
    line(tell, name, item, tellEntry(tell, one) ?? shown(tell, name, one)),
  );
  return list(tell, name, lines);
}

const NOTHING = html`<span class="note">–</span>`;

type TellEntry = (tell: Telling, entry: JsonValue) => HtmlValue;

const tellAnswer: TellEntry = (tell, entry) => (isList(entry) ? answerText(tell, entry) : undefined);

const tellSums: TellEntry = ({ voice }, entry) => {
  const [own, required, ...rest] = isList(entry) ? entry : [];
  if (typeof own !== "number" || typeof required !== "number" || rest.length > 0) return undefined;
  return `${fieldName(voice, "own")} ${own}, ${fieldName(voice, "required")} ${required}`;
};

/** Fields that hold something by item of the framework, and how one entry is told. */
const BY_ITEM: ReadonlyMap<string, TellEntry> = new Map([
  ["ratings", tellAnswer],
  ["standings", tellAnswer],
  ["dimensionSums", tellSums],
]);

function line(tell: Telling, name: string, item: string, told: HtmlValue): Html {
  return html`${valueText(tell, name, item, "")}: ${told}`;
}

function list({ voice }: Telling, name: string, lines: readonly Html[]): Html {
  if (lines.length === 0) return NOTHING;
  const whole = html`<ul>${lines.map((one) => html`<li>${one}</li>`)}</ul>`;
  if (!FOLDED.has(name)) return whole;
  const count = voice.say("my_data.count", { count: voice.number(lines.length) });
  return html`<details><summary>${count}</summary>${whole}</details>`;
}

function fields(tell: Telling, of: string, value: Fields): Html {
  const entries = Object.entries(value);
  if (entries.length === 0) return NOTHING;
  return html`<dl>${entries.map(([name, one]) => {
    const isLevels = of === "responses" && name === "levels" && typeof one === "string";
    const told = isLevels ? levels(tell, one, value.framework_version) : shown(tell, name, one, of);
    // Below its name: beside it there is little room on a phone.
    const wide = (typeof one === "object" || isLevels) && told !== NOTHING ? html` class="wide"` : undefined;
    return html`<dt${wide}>${fieldName(tell.voice, name, of)}</dt><dd${wide}>${told}</dd>`;
  })}</dl>`;
}

function levels(tell: Telling, given: string, version: JsonValue | undefined): Html {
  const lines = tell.words
    .levels(given, version)
    .map(({ unit, level }) => line(tell, "levels", unit, tell.words.answer(level) ?? level));
  return list(tell, "levels", lines);
}
