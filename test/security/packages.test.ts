import { globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { describe, expect, it } from "vitest";
import { lockedPackages, productionPackages, projectJson } from "./lock-file.ts";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const PROJECT = new URL("../../", import.meta.url);
const manifest = projectJson<Manifest>("package.json");
const packages = lockedPackages();
const namesOf = (paths: readonly string[]) => paths.map((path) => path.replace(/^.*node_modules\//u, ""));

describe("what is installed", () => {
  it("has exact versions", () => {
    const asked = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.entries(asked).filter(([, version]) => !/^\d+\.\d+\.\d+$/u.test(version))).toEqual([]);
  });

  it("comes from the registry with a checksum: no package is from git, an address or a folder", () => {
    expect(packages.size).toBeGreaterThan(100);
    const unchecked = [...packages].filter(
      ([, { integrity = "", link }]) => link === true || !integrity.startsWith("sha512-"),
    );
    const elsewhere = [...packages].filter(
      ([, { resolved }]) => resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/"),
    );
    expect([unchecked, elsewhere].map((found) => found.map(([path]) => path))).toEqual([[], []]);
  });

  it("runs no script of a package but the one that brings Node, and any new one is an error", () => {
    expect(readFileSync(new URL(".npmrc", PROJECT), "utf8")).toMatch(/^strict-allow-scripts=true$/mu);
    const allowed = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name]);
    expect(allowed).toEqual(["node"]);
    expect(Object.keys(manifest.devDependencies)).toContain("node");
    const scripted = [...packages]
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path);
    for (const name of namesOf(scripted)) expect(Object.keys(manifest.allowScripts)).toContain(name);
  });

  it("holds nothing its authors call deprecated", () => {
    const deprecated = [...packages].filter(([, { deprecated }]) => deprecated !== undefined);
    expect(deprecated.map(([path]) => path)).toEqual([]);
  });
});

describe("production", () => {
  const files = globSync("src/**/*.ts", { cwd: PROJECT, exclude: ["src/simulator/page/**"] });
  const IMPORT = /(?:^|\n)(?:import|export)\s(?:[^"';]*\sfrom\s)?"([^"]+)"|\bimport\(\s*"([^"]+)"/gu;

  it("imports only packages that are installed for it, never those of development", () => {
    const imported = files.flatMap((file) => {
      const code = readFileSync(new URL(file, PROJECT), "utf8");
      return [...code.matchAll(IMPORT)].map(([, name, lazy]) => name ?? lazy ?? "");
    });
    const bare = imported.filter((name) => !name.startsWith(".") && !isBuiltin(name));
    const names = bare.map((name) => /^(?:@[^/]+\/)?[^/]+/u.exec(name)?.[0] ?? name);
    expect(names.length).toBeGreaterThan(50);
    expect(new Set(names)).toEqual(new Set(Object.keys(manifest.dependencies)));
  });

  it("imports nothing from outside its folder", () => {
    const outside = files.filter((file) => {
      const depth = file.split("/").length - 2;
      const code = readFileSync(new URL(file, PROJECT), "utf8");
      return [...code.matchAll(/from "((?:\.\.\/)+)/gu)].some(([, up = ""]) => up.length / 3 > depth);
    });
    expect(outside).toEqual([]);
  });

  it("gets none of the packages of development", () => {
    const installed = new Set(namesOf(productionPackages()));
    for (const name of ["node", "vitest", "typescript", "nock", "playwright-core", "date-holidays"])
      expect(installed).not.toContain(name);
    for (const name of Object.keys(manifest.dependencies)) expect(installed).toContain(name);
  });
});
