import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { renderMeasurements } from "./render-measurements.ts";

/** A goal with what came of it. */
export interface Goal {
  /** What was aimed at, with its unit, e.g. "p99 of the acknowledgement at 1,000/s under 50 ms". */
  readonly goal: string;
  /** What was measured, with its unit. */
  readonly figure: string;
  readonly met: boolean;
}

/** A table of figures; every row has the same columns, in order of appearance. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

/** What a bench brings home. */
export interface Measurement {
  /** Of the file it is kept in, `[a-z-]+`. */
  readonly name: string;
  readonly title: string;
  /** The command that measures this again. */
  readonly command: string;
  /** What is measured and how, in sentences that hold for every run. */
  readonly method: readonly string[];
  readonly goals: readonly Goal[];
  readonly tables: readonly Table[];
}

/** A measurement with where and when it was taken. */
export interface TakenMeasurement extends Measurement {
  /** ISO date. */
  readonly date: string;
  readonly machine: string;
  /** Name to version of whatever took part. */
  readonly versions: Readonly<Record<string, string>>;
  /** Of one, five and fifteen minutes when it ended: whether the machine was busy otherwise. */
  readonly load: readonly number[];
}

const FOLDER = fileURLToPath(new URL("../../docs/measurements/", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/measurements.md", import.meta.url));

/** Prints a measurement and keeps nothing, as benches do with `--dry`. */
export function show({ tables, goals }: Measurement): void {
  for (const { title, rows } of tables) {
    console.log(title);
    console.table(rows);
  }
  for (const { goal, figure, met } of goals) console.log(`${met ? "met   " : "MISSED"} ${goal}: ${figure}`);
}

/**
 * Shows a measurement, keeps it as `docs/measurements/<name>.json` in place of the one before, and writes
 * docs/measurements.md anew.
 */
export function record(measurement: Measurement): void {
  show(measurement);
  const taken: TakenMeasurement = { ...measurement, ...whereAndWhen() };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}${measurement.name}.json`, `${JSON.stringify(taken, null, 2)}\n`);
  renderAll();
}

/**
 * The command that measures again with the options this process was given; addresses, which may have passwords in
 * them, are left out.
 * @param bench as `npm run bench` knows it
 */
export function commandOf(bench: string, options: readonly string[] = process.argv.slice(2)): string {
  const told = options
    .filter((option) => option !== "--dry")
    .map((option) => option.replace(/^(--[\w-]+=)?\w+:\/\/.*$/u, "$1URL"));
  return ["npm run bench --", bench, ...told].join(" ");
}

/** Writes docs/measurements.md from what is kept: one JSON a measurement, and remarks `<name>.md` beside it. */
export function renderAll(): void {
  mkdirSync(FOLDER, { recursive: true });
  const files = readdirSync(FOLDER).toSorted();
  const taken = files
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(FOLDER + file, "utf8")) as TakenMeasurement);
  const remarks = new Map(
    files
      .filter((file) => file.endsWith(".md"))
      .map((file) => [file.slice(0, -".md".length), readFileSync(FOLDER + file, "utf8").trim()]),
  );
  writeFileSync(PAGE, renderMeasurements(taken, remarks));
}

function whereAndWhen(): Pick<TakenMeasurement, "date" | "machine" | "versions" | "load"> {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors.length} x ${processors[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    versions: {
      Node: process.versions.node,
      ...versionOf("Redis", "redis-server", /v=(\S+)/),
      ...versionOf("PostgreSQL", "psql", /(\d+\.\d+)/),
    },
    load: loadavg().map((one) => Number(one.toFixed(1))),
  };
}

function versionOf(name: string, program: string, pattern: RegExp): Record<string, string> {
  try {
    const found = pattern.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[1];
    return found === undefined ? {} : { [name]: found };
  } catch {
    return {};
  }
}
