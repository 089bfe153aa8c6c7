import { writeFileSync } from "node:fs";
import type { Language } from "../core/language.ts";
import type { RosterContent } from "./roster-content.ts";
import { rosterTemplate } from "./roster-template.ts";

/**
 * Writes a roster file to start from; see rosterTemplate.
 * @throws the error of the file system; EEXIST when there is such a file
 */
export function writeRosterTemplate(path: string, content: RosterContent, language: Language): void {
  writeFileSync(path, rosterTemplate(content, language), { flag: "wx" });
}
