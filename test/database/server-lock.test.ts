import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { DataFolderInUseError, lockDataFolder } from "../../src/database/server-lock.ts";
import { temporaryFolder } from "../support/servers.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const lockModule = fileURLToPath(new URL("../../src/database/server-lock.ts", import.meta.url));

/** Another process that takes the lock and holds it until it is killed. */
async function startHolder(path: string) {
  const program = `
    import { lockDataFolder } from ${JSON.stringify(lockModule)};
    globalThis.lock = lockDataFolder(${JSON.stringify(path)});
    console.log("held");
    setInterval(() => {}, 60_000);
  `;
  const holder = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  return holder;
}

it("lets only one server work in a data folder, and tells the operator", () => {
  const path = `${folder.path}/one`;
  const lock = lockDataFolder(path);
  expect(() => lockDataFolder(path)).toThrow(DataFolderInUseError);
  expect(() => lockDataFolder(path)).toThrow("Another Thaksa server already works in the data folder");
  lock.release();
  lockDataFolder(path).release();
});

it("refuses while another process serves, and is free again when that one is killed", async () => {
  const path = `${folder.path}/two`;
  const holder = await startHolder(path);
  expect(() => lockDataFolder(path)).toThrow(DataFolderInUseError);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  lockDataFolder(path).release();
});
