import { execFile } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Server, temporaryFolder } from "../support/servers.ts";
import { readDockerfile } from "./dockerfile.ts";
import { productionPackages } from "./lock-file.ts";

const run = promisify(execFile);
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
/** The `node` of Debian's image of Node. */
const USER = 1000;

/** The image's files put together without Docker, and a way to run programs that see nothing else. */
export interface Cage {
  /** The command that runs this one in the cage, in /app, as the image's user or as root. */
  command(words: readonly string[], user?: "node" | "root"): readonly [string, ...string[]];
  /** The settings of the image. */
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/**
 * Whether a cage can be made here: it takes root and the right to mount, which no package brings along. Without them
 * the suite is skipped, also where servers are required.
 */
export async function findCage(): Promise<Server> {
  const missing = "a mount namespace takes root, unshare and setpriv";
  if (process.getuid?.() !== 0) return { missing };
  const mounts = ["--mount", "sh", "-c", "mount -t tmpfs tmpfs /tmp && setpriv --version"];
  return run("unshare", mounts).then(
    () => ({ url: "" }),
    () => ({ missing }),
  );
}

/**
 * Mounts over the staged folder: the system's programs and libraries and everything staged can be read only; what
 * can be written is /data and /tmp, as `read_only` and `tmpfs` of docker-compose.yml have it.
 */
const ENTER = `set -eu
root=$1; node=$2; user=$3; shift 3
mount --bind "$root" "$root"
for folder in usr etc lib lib32 lib64 bin sbin; do
  if [ -d "$root/$folder" ] && [ ! -L "$root/$folder" ]; then
    mount --bind "/$folder" "$root/$folder"
    mount -o remount,bind,ro "$root/$folder"
  fi
done
mount --bind "$node" "$root/opt/node"
mount -o remount,bind,ro "$root/opt/node"
for device in null zero random urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
mount --rbind /proc "$root/proc"
mount --bind "$root/data" "$root/data"
mount -t tmpfs -o size=64m,mode=1777,noexec,nosuid,nodev tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
if [ "$user" = root ]; then exec /usr/sbin/chroot "$root" env -C /app "$@"; fi
exec /usr/sbin/chroot "$root" setpriv --reuid ${USER} --regid ${USER} --clear-groups --no-new-privs \\
  --bounding-set -all --inh-caps -all env -C /app "$@"`;

/** Stages what the Dockerfile copies, with the packages of production alone. */
export async function makeCage(): Promise<Cage> {
  const folder = temporaryFolder();
  const root = folder.path;
  const { copied, env } = readDockerfile();
  const app = join(root, "app");
  for (const [from, to] of copied) await copy(join(PROJECT, from), join(app, to));
  for (const path of productionPackages()) await copy(join(PROJECT, path), join(app, path));
  for (const folder of ["proc", "tmp", "data", "dev", "opt/node"])
    mkdirSync(join(root, folder), { recursive: true });
  for (const device of ["null", "zero", "random", "urandom"]) writeFileSync(join(root, "dev", device), "");
  for (const folder of ["usr", "etc", "lib", "lib32", "lib64", "bin", "sbin"]) standIn(root, folder);
  chmodSync(root, 0o755);
  chownSync(join(root, "data"), USER, USER);
  const enter = ["sh", "-c", ENTER, "cage", root, dirname(process.execPath)];
  return {
    command: (words, user = "node") => ["unshare", "--mount", ...enter, user, ...words],
    env: { PATH: "/opt/node:/usr/bin:/bin", ...env },
    remove: () => folder.remove(),
  };
}

/** A package is copied without those inside it: they have lines of their own in the lock file. */
async function copy(from: string, to: string): Promise<void> {
  const nested = join(from, "node_modules");
  await cp(from, to, { recursive: true, filter: (path) => !path.startsWith(nested) });
}

/** The same kind of thing as in this system's root: a link, or a folder to mount over. */
function standIn(root: string, folder: string): void {
  const here = `/${folder}`;
  if (!existsSync(here)) return;
  if (lstatSync(here).isSymbolicLink()) symlinkSync(readlinkSync(here), join(root, folder));
  else mkdirSync(join(root, folder));
}
