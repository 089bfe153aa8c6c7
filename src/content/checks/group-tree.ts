import { GROUPS } from "../../core/framework/framework.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { questionnaireFile } from "../content-source.ts";
import type { QuestionnaireSource } from "../questionnaire-schema.ts";

type Tree = QuestionnaireSource["group-tree"];

const FEWEST_QUESTIONS = 2;
const MOST_QUESTIONS = 4;
const FEWEST_CHOICES = 2;
const MOST_CHOICES = 4;

/** Ways through the questions that find a person's group: dead, endless, too long, or never taken. */
export const groupTree: ContentCheck = {
  needs: ["questionnaires"],
  find: ({ questionnaires }) =>
    Object.entries(questionnaires).flatMap(([folder, version]) =>
      problemsOf(version["group-tree"]).map((problem) => ({
        file: questionnaireFile(folder, "group-tree"),
        ...problem,
      })),
    ),
};

type TreeProblem = Omit<ContentProblem, "file">;

function problemsOf(tree: Tree): readonly TreeProblem[] {
  const ways = waysFrom(tree, tree.start, []);
  const seen = new Set(ways.flatMap(({ nodes }) => nodes));
  const found = new Set(ways.map(({ group }) => group));
  return [
    ...Object.keys(tree.nodes)
      .filter((id) => !seen.has(id))
      .map((id) =>
        problem(`nodes.${id}`, "No way leads to this question", "Point a choice at it or remove it"),
      ),
    ...GROUPS.filter((group) => !found.has(group)).map((group) =>
      problem("nodes", `No way leads to the group "${group}"`, "Let a choice find it"),
    ),
    ...ways
      .filter(({ group, nodes }) => group !== undefined && nodes.length < FEWEST_QUESTIONS)
      .map(({ nodes }) =>
        problem(`nodes.${nodes.at(-1)}`, "A way has one question only", "Ask at least two"),
      ),
    ...ways
      .filter(({ nodes }) => nodes.length > MOST_QUESTIONS)
      .map(({ nodes }) => problem(`nodes.${nodes.at(-1)}`, wayText(nodes), `Ask at most ${MOST_QUESTIONS}`)),
    ...Object.entries(tree.nodes)
      .filter(([, { choices }]) => choices.length < FEWEST_CHOICES || choices.length > MOST_CHOICES)
      .map(([id, { choices }]) =>
        problem(`nodes.${id}.choices`, `There are ${choices.length} choices`, "Offer two to four"),
      ),
  ];
}

interface Way {
  readonly nodes: readonly string[];
  readonly group: string | undefined;
}

/** Every way from a question on; one that is too long already, or in a circle, goes no further. */
function waysFrom(tree: Tree, id: string, before: readonly string[]): readonly Way[] {
  const nodes = [...before, id];
  const node = tree.nodes[id];
  if (node === undefined || nodes.length > MOST_QUESTIONS) return [{ nodes, group: undefined }];
  return node.choices.flatMap(({ next, group }) =>
    next === undefined ? [{ nodes, group }] : waysFrom(tree, next, nodes),
  );
}

function wayText(nodes: readonly string[]): string {
  return `The way ${nodes.join(" > ")} is too long${new Set(nodes).size < nodes.length ? " and runs in a circle" : ""}`;
}

function problem(path: string, text: string, remedy: string): TreeProblem {
  return { path, problem: text, remedy };
}
