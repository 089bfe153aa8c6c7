import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createDatabase } from "../support/servers.ts";

/**
 * Imports made-up people from CSV with the command line twice: all new, then unchanged. Prints seconds,
 * those of them in which the processor worked, and the peak memory for each number of people:
 *
 *   node test/bench/roster-import.ts [--postgres URL] [PEOPLE...]      default: 100000 and 400000, embedded
 *
 * With --postgres it works in a database of its own on that server, and drops it.
 */
const { values: options, positionals } = parseArgs({
  options: { postgres: { type: "string" } },
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
  readonly peakMb: number;
}

async function run(settings: NodeJS.ProcessEnv, words: readonly string[]): Promise<Run> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["src/cli/main.ts", ...words], {
    env: settings,
    stdio: ["ignore", "ignore", "inherit"],
  });
  let [peakKb, cpuSeconds] = [0, 0];
  const watch = setInterval(() => {
    peakKb = Math.max(peakKb, peakOf(child.pid));
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid));
  }, 50);
  const [code] = await once(child, "exit");
  clearInterval(watch);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${String(code)}`);
  return { seconds: (performance.now() - startedAt) / 1_000, cpuSeconds, peakMb: peakKb / 1_024 };
}

function peakOf(pid: number | undefined): number {
  return Number(/VmHWM:\s+(\d+)/u.exec(readProcess(pid, "status"))?.[1] ?? 0);
}

/** In user and system mode; Linux counts both in hundredths. */
function cpuOf(pid: number | undefined): number {
  const [, after = ""] = readProcess(pid, "stat").split(") ");
  const fields = after.split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

function readProcess(pid: number | undefined, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It has ended between two looks.
    return "";
  }
}

/** A data folder, or an empty database on the server. */
async function openTarget(folder: string) {
  if (options.postgres === undefined)
    return { settings: { ...process.env, DATA_DIR: join(folder, "data") }, drop: async () => {} };
  const { url, drop } = await createDatabase(options.postgres);
  // Importing does not need Redis, the settings do.
  return { settings: { ...process.env, DATABASE_URL: url, REDIS_URL: "redis://127.0.0.1:1" }, drop };
}

async function measure(people: number): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "thaksa-bench-"));
  const target = await openTarget(folder);
  try {
    const file = join(folder, "people.csv");
    await pipeline(Readable.from(rows(people)), createWriteStream(file));
    await run(target.settings, ["migrate"]);
    const added = "--id bench --name-th ทดสอบ --stage early --contact x --by bench".split(" ");
    await run(target.settings, ["organisation", "add", ...added]);
    const words = ["roster", "import", file, "--organisation", "bench", "--by", "bench"];
    const first = await run(target.settings, words);
    return { ...told("all new", first), ...told("unchanged", await run(target.settings, words)) };
  } finally {
    await target.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function told(name: string, { seconds, cpuSeconds, peakMb }: Run): Record<string, string> {
  return {
    [`${name} (s)`]: seconds.toFixed(1),
    [`${name}, processor (s)`]: cpuSeconds.toFixed(1),
    [`${name}, peak memory (MB)`]: peakMb.toFixed(0),
  };
}

const results: Record<string, Record<string, string>> = {};
for (const people of SIZES) results[people.toLocaleString("en")] = await measure(people);
console.table(results);
