import { type Html, type HtmlValue, html } from "./html.ts";

/**
 * A table that becomes a list of cards on a phone: each cell knows its heading.
 * @param kind `figures` for one that stays a table: a name and few numbers in a row
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly HtmlValue[])[],
  kind: "cards" | "figures" = "cards",
): Html {
  return html`<table${kind === "figures" ? html` class="figures"` : undefined}>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell, place) => html`<td data-heading="${headings[place] ?? ""}">${cell}</td>`)}</tr>\n`)}</tbody>
</table>`;
}
