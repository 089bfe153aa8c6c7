import { type FileHandle, open } from "node:fs/promises";
import { stringify } from "csv-stringify/sync";
import type { Language } from "../core/language.ts";
import type { RosterProblem } from "../core/people/roster-problem.ts";
import { type RosterContent, tellProblem } from "./roster-content.ts";

const HEADINGS = {
  th: ["แถว", "คอลัมน์", "สิ่งที่ต้องแก้ไข"],
  en: ["row", "column", "what to do"],
} as const;

/**
 * A CSV file that says everything that is wrong with a roster. It is made when there is something to say, only its
 * owner may read it, and nothing written is held.
 */
export class ProblemFile {
  readonly #path: string;
  readonly #content: RosterContent;
  readonly #language: Language;
  #file: FileHandle | undefined;

  constructor(path: string, content: RosterContent, language: Language) {
    this.#path = path;
    this.#content = content;
    this.#language = language;
  }

  /** Whether there was anything to write. */
  get isMade(): boolean {
    return this.#file !== undefined;
  }

  /** @throws the error of the file system; EEXIST when there is such a file */
  async add(problems: readonly RosterProblem[]): Promise<void> {
    if (problems.length === 0) return;
    const rows = problems.map((problem) => {
      const { row, column, advice } = tellProblem(problem, this.#content, this.#language);
      return [row, column, advice];
    });
    if (this.#file === undefined) {
      this.#file = await open(this.#path, "wx", 0o600);
      await this.#file.write(toCsv([HEADINGS[this.#language]], true));
    }
    await this.#file.write(toCsv(rows, false));
  }

  /** Afterwards nothing may be added. */
  async close(): Promise<void> {
    await this.#file?.close();
  }
}

/** Cells a spreadsheet would run as formulas are made harmless. */
function toCsv(rows: readonly (readonly (string | number)[])[], bom: boolean): string {
  return stringify([...rows], { bom, escape_formulas: true, record_delimiter: "\r\n" });
}
