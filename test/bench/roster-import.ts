import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createDatabase } from "../support/servers.ts";
import { commandOf, type Measurement, record, show, type Table } from "./measurement.ts";
import { processFigures } from "./process-figures.ts";

/**
 * Imports made-up people from CSV with the command line twice: all new, then unchanged. Measures seconds, those of
 * them in which the processor worked, and the peak memory for each number of people:
 *
 *   npm run bench -- roster [--postgres URL] [--dry] [PEOPLE...]      default: 100000 and 400000, embedded
 *
 * With --postgres it works in a database of its own on that server, and drops it.
 */
const { values: options, positionals } = parseArgs({
  options: { postgres: { type: "string" }, dry: { type: "boolean", default: false } },
  allowPositionals: true,
});
const SIZES = positionals.length > 0 ? positionals.map(Number) : [100_000, 400_000];
const UNITS = 1_000;

function* rows(people: number): Generator<string> {
  yield "รหัสพนักงาน,ชื่อ,อีเมล,รหัสหน่วยงาน,หน่วยงาน,รหัสหน่วยงานแม่,กลุ่ม,บทบาท,หน่วยงานที่ดูแล\n";
  for (let number = 1; number <= people; number += 1) {
    const unit = (number % UNITS) + 1;
    const parent = unit === 1 ? "" : String(Math.floor(unit / 2));
    const manages = number <= UNITS ? String(unit) : "";
    yield `P${number},คนที่ ${number} น้ำใจ,p${number}@example.go.th,${unit},หน่วยที่ ${unit},${parent},ผู้ปฏิบัติงานอื่น,,${manages}\n`;
  }
}

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
}

async function run(settings: NodeJS.ProcessEnv, words: readonly string[]): Promise<Run> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["src/cli/main.ts", ...words], {
    env: settings,
    stdio: ["ignore", "ignore", "inherit"],
  });
  let used = { cpuSeconds: 0, peakMemoryMb: 0 };
  const watch = setInterval(() => {
    // It may have ended between two looks.
    used = processFigures(child.pid ?? 0) ?? used;
  }, 50);
  const [code] = await once(child, "exit");
  clearInterval(watch);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${String(code)}`);
  return { seconds: (performance.now() - startedAt) / 1_000, ...used };
}

/** A data folder, or an empty database on the server. */
async function openTarget(folder: string) {
  if (options.postgres === undefined)
    return { settings: { ...process.env, DATA_DIR: join(folder, "data") }, drop: async () => {} };
  const { url, drop } = await createDatabase(options.postgres);
  // Importing does not need Redis, the settings do.
  return { settings: { ...process.env, DATABASE_URL: url, REDIS_URL: "redis://127.0.0.1:1" }, drop };
}

/** How the first import went and the same again. */
async function measure(people: number): Promise<Table["rows"]> {
  const folder = mkdtempSync(join(tmpdir(), "thaksa-bench-"));
  const target = await openTarget(folder);
  try {
    const file = join(folder, "people.csv");
    await pipeline(Readable.from(rows(people)), createWriteStream(file));
    await run(target.settings, ["migrate"]);
    const added = "--id bench --name-th ทดสอบ --stage early --contact x --by bench".split(" ");
    await run(target.settings, ["organisation", "add", ...added]);
    const words = ["roster", "import", file, "--organisation", "bench", "--by", "bench"];
    const first = told(people, "all new", await run(target.settings, words));
    return [first, told(people, "the same again", await run(target.settings, words))];
  } finally {
    await target.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function told(
  people: number,
  what: string,
  { seconds, cpuSeconds, peakMemoryMb }: Run,
): Table["rows"][number] {
  return {
    people,
    import: what,
    seconds: Number(seconds.toFixed(1)),
    "of them computing (s)": Number(cpuSeconds.toFixed(1)),
    "peak memory (MB)": peakMemoryMb,
  };
}

function measurementOf(results: Table["rows"]): Measurement {
  const isOnServer = options.postgres !== undefined;
  return {
    name: isOnServer ? "roster-postgres" : "roster",
    title: `Importing a roster, ${isOnServer ? "PostgreSQL" : "SQLite"}`,
    command: commandOf("roster"),
    method: [
      `The command line imports a CSV file of made-up people in ${UNITS.toLocaleString("en")} units, then the same file again.`,
      "Seconds are those of the whole command, its start included; computing and memory are those of its process,",
      "without the database server.",
    ],
    goals: [],
    tables: [{ title: "Imports", rows: results }],
  };
}

const results: Table["rows"][number][] = [];
for (const people of SIZES) results.push(...(await measure(people)));
(options.dry ? show : record)(measurementOf(results));
