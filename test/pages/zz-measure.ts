import { once } from "node:events";
import { createServer } from "node:http";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { browserOf, openPagesWorld, NOW } from "./pages-world.ts";
const run = promisify(execFile);
const count = Number(process.argv[2]);
const world = await openPagesWorld();
for (let first = 0; first < count; first += 1000) {
  const ids = Array.from({ length: Math.min(1000, count - first) }, (_, i) => first + i);
  await world.database.insertInto("member").values(ids.map((n) => ({
    id: `m${n}`, organisation: "dep", staff_number: `A${String(n).padStart(7, "0")}`, name: `นางสาวตัวอย่าง นามสมมติ ${n}`, email: `p${n}@example.go.th`, unit: "10", group_name: null, role: "officer" as const, active: 1 as const, updated_at: NOW,
  }) as never)).execute();
  const linked = ids.filter((n) => n % 2 === 0);
  for (let part = 0; part < linked.length; part += 500)
  await world.database.insertInto("account_link").values(linked.slice(part, part+500).map((n) => ({ person_id: `U${n}`, organisation: "dep", member: `m${n}`, linked_at: NOW - n * 60_000, declined_at: null }))).execute();
}
const token = await world.linkFor("progress", "hr");
const { headers } = await browserOf(world.app).post(`/p/${token}`);
const cookie = headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
const server = createServer(world.app).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as { port: number };
let peak = 0; let last = performance.now(); let longest = 0;
const timer = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 5);
for (const path of ["progress", "progress.csv", "progress.csv", "progress.csv?list=not_linked", "progress.xlsx", "progress.xlsx"]) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss; peak = before; longest = 0; last = performance.now();
  const from = performance.now();
  const { stdout } = await run("curl", ["-s", "-o", "/dev/null", "-w", "%{http_code} %{size_download} %{time_total}", "-H", `Cookie: ${cookie}`, `http://127.0.0.1:${port}/p/page/${path}`]);
  console.log(count, path, stdout, `${Math.round(performance.now() - from)} ms; rss before ${Math.round(before / 1e6)} MB, peak ${Math.round(peak / 1e6)} MB; longest pause ${Math.round(longest)} ms`);
}
clearInterval(timer); server.close(); server.closeAllConnections(); await world.close();
