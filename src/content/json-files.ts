import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import type { ContentProblem } from "./content-problem.ts";

/** The folder that holds `data/` and `flex-templates/`, wherever the program was started from. */
export const PROJECT_FOLDER = fileURLToPath(new URL("../../", import.meta.url));

/** Reads JSON files below one folder and remembers everything that is wrong with them. */
export class JsonFiles {
  readonly problems: ContentProblem[] = [];
  readonly #root: string;

  constructor(root: string = PROJECT_FOLDER) {
    this.#root = root;
  }

  /** The file's value in the schema's shape; undefined when there is a problem, which is remembered. */
  read<T>(file: string, schema: z.ZodType<T>): T | undefined {
    const value = this.#parse(file);
    if (value === undefined) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      this.#report(file, pathText(issue.path), issue.message, "Change it to the shape the README describes");
    }
    return undefined;
  }

  /** Names directly below a folder that match, sorted by the number in them, then by name. */
  names(folder: string, pattern: RegExp): readonly string[] {
    const path = join(this.#root, folder);
    const found = existsSync(path) ? readdirSync(path).filter((name) => pattern.test(name)) : [];
    if (found.length === 0) this.#report(folder, "", "Nothing is here", "Restore the folder's files");
    return found.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
  }

  #parse(file: string): unknown {
    try {
      return JSON.parse(readFileSync(join(this.#root, file), "utf8"));
    } catch (error) {
      const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (missing) this.#report(file, "", "The file is missing", "Restore it");
      else this.#report(file, "", `Cannot be read: ${String(error)}`, "Make it valid JSON");
      return undefined;
    }
  }

  #report(file: string, path: string, problem: string, remedy: string): void {
    this.problems.push({ file, path, problem, remedy });
  }
}

/** A path as people write it: `levels[2].th`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}
