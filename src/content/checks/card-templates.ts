import jsone from "json-e";
import type { CardName } from "../../core/conversation/message.ts";
import { LANGUAGES } from "../../core/language.ts";
import { CARD_NAMES, cardValuesSchemas } from "../card-values-schema.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import type { TemplateSource } from "../content-source.ts";
import { pathText } from "../json-files.ts";
import { missingTemplate } from "../load-templates.ts";
import { templateNames } from "./template-names.ts";

/** Cards without a template or samples, misspelt placeholders, templates that do not render. */
export const cardTemplates: ContentCheck = {
  needs: ["templates"],
  find: ({ templates: { templates, samples } }) => [
    ...strangers({ templates, samples }),
    ...CARD_NAMES.flatMap((card) => {
      const template = templates[card];
      const own = Object.entries(samples).filter(([name]) => name.startsWith(`${card}.`));
      return [
        ...missingSamples(card, samples),
        ...own.flatMap(([name, sample]) => wrongShape(card, name, sample)),
        ...(template === undefined ? [missingTemplate(card)] : inTemplate(card, template, own)),
      ];
    }),
  ],
};

type NamedSample = readonly [name: string, sample: object];

function inTemplate(
  card: CardName,
  template: object,
  own: readonly NamedSample[],
): readonly ContentProblem[] {
  return [
    ...misspelt(
      card,
      template,
      own.map(([, sample]) => sample),
    ),
    ...own.flatMap(([name, sample]) => rendering(card, template, name, sample)),
  ];
}

function strangers({ templates, samples }: TemplateSource): readonly ContentProblem[] {
  const known = (name: string | undefined) => CARD_NAMES.some((card) => card === name);
  const remedy = "Correct the file's name or remove it";
  return [
    ...Object.keys(templates)
      .filter((name) => !known(name))
      .map((name) => ({ file: templateFile(name), path: "", problem: "No card has this name", remedy })),
    ...Object.keys(samples)
      .filter((name) => !known(name.split(".")[0]))
      .map((name) => ({ file: sampleFile(name), path: "", problem: "No card has this name", remedy })),
  ];
}

function missingSamples(card: CardName, samples: TemplateSource["samples"]): readonly ContentProblem[] {
  return LANGUAGES.map((language) => `${card}.${language}`)
    .filter((name) => samples[name] === undefined)
    .map((name) => ({
      file: sampleFile(name),
      path: "",
      problem: "The sample is missing",
      remedy: `Add values to try the card "${card}" with`,
    }));
}

function wrongShape(card: CardName, name: string, sample: object): readonly ContentProblem[] {
  const parsed = cardValuesSchemas[card].safeParse(sample);
  return (parsed.error?.issues ?? []).map((issue) => ({
    file: sampleFile(name),
    path: pathText(issue.path),
    problem: issue.message,
    remedy: "Give it the shape in src/core/conversation/card-values.ts",
  }));
}

function misspelt(card: CardName, template: object, samples: readonly object[]): readonly ContentProblem[] {
  const { unknown, used } = templateNames(template, samples);
  const file = templateFile(card);
  return [
    ...unknown.map(({ name, path }) => ({
      file,
      path,
      problem: `"${name}" is no value of this card`,
      remedy: "Correct the placeholder; src/core/conversation/card-values.ts lists the values",
    })),
    ...Object.keys(cardValuesSchemas[card].shape)
      .filter((value) => !used.has(value))
      .map((value) => ({
        file,
        path: "",
        problem: `The value "${value}" is shown nowhere`,
        remedy: "Add its placeholder",
      })),
  ];
}

function rendering(
  card: CardName,
  template: object,
  name: string,
  sample: object,
): readonly ContentProblem[] {
  try {
    const left = /\$\{|\{\w+\}|\$eval|\$if|\$map/u.exec(JSON.stringify(jsone(template, { ...sample })))?.[0];
    if (left === undefined) return [];
    const problem = `"${left}" is left over with the sample "${name}"`;
    return [{ file: templateFile(card), path: "", problem, remedy: "Mend the expression around it" }];
  } catch (error) {
    const problem = `Does not render with the sample "${name}": ${String(error)}`;
    return [{ file: templateFile(card), path: "", problem, remedy: "Mend the template or the sample" }];
  }
}

function templateFile(name: string): string {
  return `flex-templates/${name}.json`;
}

function sampleFile(name: string): string {
  return `flex-templates/samples/${name}.json`;
}
