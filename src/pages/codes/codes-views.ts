import qrcode from "qrcode";
import { LINK_CODE_LIFETIME_MS } from "../../core/people/link-code.ts";
import type { OrgUnit } from "../../core/people/member.ts";
import type { IssuedCode } from "../../runner/linking.ts";
import { type Html, html, trusted } from "../html.ts";
import type { PageVoice } from "../page-voice.ts";
import type { CodesChoice } from "./codes-desk.ts";

/** Codes on one page: each has a picture. */
export const CODES_ON_A_PAGE = 100;

/** The form that asks for whom codes are to be made. */
export function formBody({ say }: PageVoice, units: readonly OrgUnit[], isLost: boolean): Html {
  return html`${isLost ? html`<p class="alert" role="alert">${say("codes.lost")}</p>` : undefined}
<p>${say("codes.text")}</p>
<form method="get" action="/p/page/codes/confirm">
<label for="unit">${say("codes.for_whom")}</label>
<select id="unit" name="unit">
<option value="">${say("codes.everybody")}</option>
${units.map(({ id, name }) => html`<option value="${id}">${name} (${id})</option>\n`)}</select>
<p class="note">${say("codes.unit_note")}</p>
<button class="main">${say("codes.next")}</button>
</form>`;
}

/** How many codes will be made, and the button for it. */
export function confirmBody(
  { say, number, day }: PageVoice,
  { unit, people }: CodesChoice,
  at: number,
): Html {
  const whom = unit === undefined ? say("codes.everybody") : unit.name;
  if (people === 0)
    return html`<p class="lead">${whom}</p>
<p class="good">${say("codes.nobody")}</p>
<p><a href="/p/page/codes">${say("codes.back")}</a></p>`;
  return html`<p class="lead">${whom}</p>
<p>${say("codes.confirm_text", { count: number(people), day: day(at + LINK_CODE_LIFETIME_MS) })}</p>
<ul><li>${say("codes.confirm_replaces")}</li><li>${say("codes.confirm_once")}</li></ul>
<form method="post" action="/p/page/codes">
<input type="hidden" name="unit" value="${unit?.id ?? ""}">
<button class="main">${say("codes.confirm", { count: number(people) })}</button>
</form>
<p><a href="/p/page/codes">${say("codes.back")}</a></p>`;
}

/** What codesBody shows. */
export interface CodesList {
  readonly codes: readonly IssuedCode[];
  /** The first to be shown. */
  readonly from: number;
  /** "" for everybody. */
  readonly unit: string;
  readonly lineBasicId: string | undefined;
}

/** Codes to be printed, cut apart and handed out. */
export async function codesBody(voice: PageVoice, list: CodesList): Promise<Html> {
  const { say, number } = voice;
  const { codes, from, unit, lineBasicId } = list;
  const shown = codes.slice(from, from + CODES_ON_A_PAGE);
  const cards = await Promise.all(shown.map((code) => card(voice, code, lineBasicId)));
  const csv = `/p/page/codes/list.csv?${new URLSearchParams({ unit }).toString()}`;
  return html`<div class="screen">
<p class="good">${say("codes.made", { count: number(codes.length) })}</p>
<p class="alert">${say("codes.only_now")}</p>
<p class="actions"><button type="button" class="main" data-print>${say("codes.print")}</button> <a href="${csv}">${say("codes.download")}</a></p>
${pageLinks(voice, list)}
</div>
<div class="cards">${cards}</div>
<p class="screen"><a href="/p/page/codes">${say("codes.back")}</a></p>`;
}

function pageLinks({ say, number }: PageVoice, { codes, from, unit }: CodesList): Html | undefined {
  if (codes.length <= CODES_ON_A_PAGE) return undefined;
  const last = Math.min(codes.length, from + CODES_ON_A_PAGE);
  const link = (start: number, words: string) =>
    start < 0 || start >= codes.length
      ? undefined
      : html` <a href="?${new URLSearchParams({ unit, from: String(start) }).toString()}">${words}</a>`;
  return html`<p>${say("codes.shown", { first: number(from + 1), last: number(last), all: number(codes.length) })}
${link(from - CODES_ON_A_PAGE, say("list.previous"))}${link(from + CODES_ON_A_PAGE, say("list.next"))}</p>`;
}

async function card(
  { say, day }: PageVoice,
  issued: IssuedCode,
  lineBasicId: string | undefined,
): Promise<Html> {
  const { name, unitName, code, expiresAt, staffNumber } = issued;
  const picture = await qrcode.toString(qrText(code, lineBasicId), { type: "svg", margin: 2 });
  const how = say(lineBasicId === undefined ? "codes.how_typed" : "codes.how_scanned");
  return html`<section class="card">
<div class="qr" role="img" aria-label="${say("codes.qr")}">${trusted(picture)}</div>
<div><p class="who">${name}</p><p>${unitName} · ${staffNumber}</p>
<p class="code">${code}</p>
<p>${how}</p><p>${say("codes.until", { day: day(expiresAt) })}</p></div>
</section>\n`;
}

/**
 * What the QR code says: a link that opens the chat with the code written out, ready to be sent.
 * @see https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/#sending-text-messages
 */
function qrText(code: string, lineBasicId: string | undefined): string {
  if (lineBasicId === undefined) return code;
  return `https://line.me/R/oaMessage/${encodeURIComponent(lineBasicId)}/?${encodeURIComponent(code)}`;
}
