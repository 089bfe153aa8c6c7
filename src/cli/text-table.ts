/** Thai vowels and tone marks above and below a letter take no room of their own. */
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Rows in columns wide enough for their widest cell, two spaces apart. */
export function textTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => shownWidth(row[column] ?? ""))));
  return all.map((row) => tableRow(row, widths)).join("\n");
}

function tableRow(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - shownWidth(cell))))
    .join("  ")
    .trimEnd();
}

/** Columns a text takes in a terminal. */
export function shownWidth(text: string): number {
  return text.replace(NO_WIDTH, "").match(/./gu)?.length ?? 0;
}
