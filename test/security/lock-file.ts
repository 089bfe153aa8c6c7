import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A package as package-lock.json has it. */
export interface LockedPackage {
  readonly version?: string;
  /** Where it came from; left out when it is the registry. */
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly deprecated?: string;
}

const PROJECT = new URL("../../", import.meta.url);

/** A JSON file of the project's root. */
export function projectJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, PROJECT), "utf8")) as T;
}

/** Every package of the lock file by its path (`node_modules/NAME`), the project itself left out. */
export function lockedPackages(): ReadonlyMap<string, LockedPackage> {
  const { packages } = projectJson<{ packages: Record<string, LockedPackage> }>("package-lock.json");
  return new Map(Object.entries(packages).filter(([path]) => path !== ""));
}

/** The paths of the packages `npm ci --omit=dev` installs and that are there; those of other machines are not. */
export function productionPackages(): readonly string[] {
  return [...lockedPackages()]
    .filter(([, { dev = false, devOptional = false }]) => !dev && !devOptional)
    .map(([path]) => path)
    .filter((path) => existsSync(fileURLToPath(new URL(path, PROJECT))));
}
