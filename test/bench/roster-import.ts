import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Imports 100,000 made-up people from CSV with the command line, embedded or into DATABASE_URL (with REDIS_URL),
 * twice: all new, then unchanged. Prints seconds and the process's peak memory.
 */
const PEOPLE = 100_000;
const UNITS = 1_000;

const folder = mkdtempSync(join(tmpdir(), "thaksa-bench-"));
const file = join(folder, "people.csv");
const settings = { ...process.env, DATA_DIR: join(folder, "data") };

function* rows(): Generator<string> {
  yield "รหัสพนักงาน,ชื่อ,อีเมล,รหัสหน่วยงาน,หน่วยงาน,รหัสหน่วยงานแม่,กลุ่ม,บทบาท,หน่วยงานที่ดูแล\n";
  for (let number = 1; number <= PEOPLE; number += 1) {
    const unit = (number % UNITS) + 1;
    const parent = unit === 1 ? "" : String(Math.floor(unit / 2));
    const manages = number <= UNITS ? String(unit) : "";
    yield `P${number},คนที่ ${number} น้ำใจ,p${number}@example.go.th,${unit},หน่วยที่ ${unit},${parent},ผู้ปฏิบัติงานอื่น,,${manages}\n`;
  }
}

async function run(
  ...words: readonly string[]
): Promise<{ readonly seconds: number; readonly peakMb: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["src/cli/main.ts", ...words], {
    env: settings,
    stdio: ["ignore", "ignore", "inherit"],
  });
  let peakKb = 0;
  const watch = setInterval(() => {
    peakKb = Math.max(peakKb, peakOf(child.pid));
  }, 50);
  const [code] = await once(child, "exit");
  clearInterval(watch);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${String(code)}`);
  return { seconds: (performance.now() - startedAt) / 1_000, peakMb: peakKb / 1_024 };
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    // It has ended between two looks.
    return 0;
  }
}

try {
  await pipeline(Readable.from(rows()), createWriteStream(file));
  const by = ["--by", "bench"];
  await run("migrate");
  const organisation = `bench-${process.pid}`;
  await run(
    "organisation",
    "add",
    "--id",
    organisation,
    "--name-th",
    "ทดสอบ",
    "--stage",
    "early",
    "--contact",
    "x",
    ...by,
  );
  const importFile = () => run("roster", "import", file, "--organisation", organisation, ...by);
  const [first, second] = [await importFile(), await importFile()];
  console.table({
    "all new (s)": first.seconds.toFixed(1),
    "all new, peak memory (MB)": Math.round(first.peakMb),
    "unchanged (s)": second.seconds.toFixed(1),
    "unchanged, peak memory (MB)": Math.round(second.peakMb),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
