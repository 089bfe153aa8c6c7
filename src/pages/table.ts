import { type Html, type HtmlValue, html } from "./html.ts";

/** A table that becomes a list of cards on a phone: each cell knows its heading. */
export function table(headings: readonly string[], rows: readonly (readonly HtmlValue[])[]): Html {
  return html`<table>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell, place) => html`<td data-heading="${headings[place] ?? ""}">${cell}</td>`)}</tr>\n`)}</tbody>
</table>`;
}
