import type { Goal, Table, TakenMeasurement } from "./measurement.ts";

const HEAD = `# Measurements

Written by \`npm run bench\`, \`npm run chaos\` and \`npm run fuzz\` from the JSON files in [measurements](measurements):
edit neither by hand. What bounds a figure and why a goal is missed stands in the remarks, \`measurements/<name>.md\`.
Ratios between programs measured side by side tell more about other machines than absolute figures, which are this
machine's.
`;

/**
 * The whole page.
 * @param remarks by measurement, in Markdown
 */
export function renderMeasurements(
  taken: readonly TakenMeasurement[],
  remarks: ReadonlyMap<string, string>,
): string {
  const goals = taken.flatMap(({ title, goals }) => goals.map((goal) => ({ of: title, ...goal })));
  return [
    HEAD,
    ...(goals.length === 0 ? [] : [section("Goals", goalRows(goals))]),
    ...taken.map((one) => renderOne(one, remarks.get(one.name))),
  ].join("\n");
}

function renderOne(one: TakenMeasurement, remarks: string | undefined): string {
  const versions = Object.entries(one.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `## ${one.title}\n`,
    `\`${one.command}\`, ${one.date}; ${[one.machine, ...versions].join(", ")}; load at the end ${one.load.join(", ")}.\n`,
    `${one.method.join(" ")}\n`,
    ...(one.goals.length === 0 ? [] : [tableOf(goalRows(one.goals))]),
    ...one.tables.map(({ title, rows }) => `**${title}**\n\n${tableOf(rows)}`),
    ...(remarks === undefined ? [] : [`${remarks}\n`]),
  ].join("\n");
}

function section(title: string, rows: Table["rows"]): string {
  return `## ${title}\n\n${tableOf(rows)}`;
}

function goalRows(goals: readonly (Goal & { readonly of?: string })[]): Table["rows"] {
  return goals.map(({ of, goal, figure, met }) => ({
    ...(of === undefined ? {} : { of }),
    goal,
    figure,
    met: met ? "yes" : "**no**",
  }));
}

function tableOf(rows: Table["rows"]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return [
    line(columns.map(cellOf)),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map((column) => cellOf(row[column])))),
  ].join("");
}

function cellOf(value: string | number | null | undefined): string {
  if (typeof value === "number") return value.toLocaleString("en", { maximumFractionDigits: 2 });
  return (value ?? "–").replaceAll("|", "\\|");
}
