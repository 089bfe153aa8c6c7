import { Command } from "commander";
import { checkContent } from "../content/check-content.ts";
import { describeProblem } from "../content/content-problem.ts";
import type { ContentSource } from "../content/content-source.ts";

/** `content check`: looks for everything that is wrong in data/ and flex-templates/. */
export function contentCommand(): Command {
  const check = new Command("check")
    .description("check data/ and flex-templates/; prints every problem and exits with 1 when there is one")
    .option("--folder <path>", "a folder with data/ and flex-templates/ (default: this project's)")
    .action(({ folder }: { readonly folder?: string }) => runCheck(folder));
  return new Command("content").description("texts, questions, framework and cards: check").addCommand(check);
}

function runCheck(folder: string | undefined): void {
  const { source, problems } = checkContent(folder);
  if (problems.length > 0) {
    for (const problem of problems) console.log(describeProblem(problem));
    console.log(`${problems.length} problem${problems.length === 1 ? "" : "s"} in the content`);
    process.exitCode = 1;
    return;
  }
  // Without a problem every part was read.
  console.log(countsOf(source as ContentSource));
}

function countsOf(source: ContentSource): string {
  const { framework, questionnaires, suggestions, texts, keywords, templates, holidays } = source;
  const counts: readonly (readonly [number, string])[] = [
    [framework.dimensions.length, "dimensions"],
    [framework.units.length, "units"],
    [framework.profiles.length, "role profiles"],
    [Object.keys(questionnaires).length, "questionnaire version(s)"],
    [suggestions.length, "suggestion links"],
    [Object.keys(texts.th).length, "texts in 2 languages"],
    [Object.values(keywords).flat().length, "keywords"],
    [Object.keys(templates.templates).length, "card templates"],
    [Object.keys(holidays).length, "year(s) of holidays"],
  ];
  return `Content is sound: ${counts.map(([count, what]) => `${count} ${what}`).join(", ")}`;
}
