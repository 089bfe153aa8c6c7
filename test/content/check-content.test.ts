import { describe, expect, test } from "vitest";
import { checkContent } from "../../src/content/check-content.ts";
import { behaviourSentences } from "../../src/content/checks/behaviour-sentences.ts";
import { cardTemplates } from "../../src/content/checks/card-templates.ts";
import { corrections } from "../../src/content/checks/corrections.ts";
import { groupTree } from "../../src/content/checks/group-tree.ts";
import { keywords } from "../../src/content/checks/keywords.ts";
import { lengths } from "../../src/content/checks/lengths.ts";
import { missingItems } from "../../src/content/checks/missing-items.ts";
import { missingTexts } from "../../src/content/checks/missing-texts.ts";
import { placeholders } from "../../src/content/checks/placeholders.ts";
import { repeatedIds } from "../../src/content/checks/repeated-ids.ts";
import { suggestions } from "../../src/content/checks/suggestions.ts";
import { unknownIds } from "../../src/content/checks/unknown-ids.ts";
import { unreachableItems } from "../../src/content/checks/unreachable-items.ts";
import { versions } from "../../src/content/checks/versions.ts";
import { at, type BreakableSource, linesAfter, problemsAfter } from "../support/broken-content.ts";

const v1 = (source: BreakableSource) => at(source.questionnaires, "v1");
const unit = (source: BreakableSource, code: string) =>
  at(at(v1(source).units, code.replace(/\d+$/u, "")), code);
const profile = (source: BreakableSource, stage: string, group: string) => {
  const found = source.framework.profiles.find((one) => one.stage === stage && one.group === group);
  if (found === undefined) throw new Error(`no profile ${stage}/${group}`);
  return found;
};

test("the project's content is sound", () => {
  expect(checkContent().problems).toEqual([]);
});

test("problems of every kind are found at once, each with its file, its place and what to do", () => {
  const problems = problemsAfter((source) => {
    source.texts.en["menu.title"] = "";
    unit(source, "DG100").levels[2].th = "";
    at(source.suggestions, 0).unit = "DLit999";
    source.keywords = { ...source.keywords, pause: [...at(source.keywords, "pause"), "Start"] };
  });
  expect(problems).toContainEqual({
    file: "data/locales/en.json",
    path: "menu.title",
    problem: "The text is missing",
    remedy: "Write the English text",
  });
  expect(problems.map(({ file, path }) => `${file} ${path}`)).toEqual([
    "data/questionnaire/v1/units/DG.json DG100.levels[2].th",
    "data/locales/en.json menu.title",
    "data/suggestions/links.json [0].unit",
    "data/locales/keywords.json pause",
  ]);
});

describe("missing texts", () => {
  test("finds a text of the data that is empty in one language", () => {
    const damage = (source: BreakableSource) => {
      at(source.framework.units, 0).name.en = " ";
      v1(source).stages.early.signs[1] = { th: "", en: "Something" };
    };
    expect(linesAfter(damage, missingTexts)).toEqual([
      "data/framework/units.json > [0].name.en: The text is missing. Write the English text.",
      "data/questionnaire/v1/stages.json > early.signs[1].th: The text is missing. Write the Thai text.",
    ]);
  });

  test("compares the ids the code asks for with the files, both ways", () => {
    const damage = (source: BreakableSource) => {
      delete source.texts.th["pause.done"];
      source.texts.en["pause.dome"] = "Paused";
    };
    expect(linesAfter(damage, missingTexts)).toEqual([
      "data/locales/th.json > pause.done: The text is missing. Write the Thai text.",
      "data/locales/en.json > pause.dome: Nothing asks for this text. Correct the id, remove it, or add it to src/core/conversation/text-ids.ts.",
    ]);
  });
});

describe("placeholders", () => {
  test("finds a placeholder that stands in one language only", () => {
    const damage = (source: BreakableSource) => {
      source.texts.en["question.position"] = "{nunber} of {total}";
    };
    expect(linesAfter(damage, placeholders)).toEqual([
      "data/locales/en.json > question.position: Placeholders differ: Thai has {number} {total}, English has {nunber} {total}. Use the same placeholders in th.json and en.json.",
    ]);
  });

  test("finds a placeholder of the notice or of other data that nothing fills", () => {
    const damage = (source: BreakableSource) => {
      at(at(source.notices, "v1").summary, 0).th = "ผู้ควบคุม {controler}";
      at(v1(source).checklist, "A1").en = "Reaches {goals}";
    };
    expect(linesAfter(damage, placeholders)).toEqual([
      "data/questionnaire/v1/checklist.json > A1: Nothing fills {goals}. Remove it.",
      "data/notice/v1.json > summary[0]: Nothing fills {controler}. Remove it; known are {controller} and {contact} and {people}.",
    ]);
  });
});

describe("ids", () => {
  test("finds ids that refer to nothing, in every file", () => {
    const damage = (source: BreakableSource) => {
      at(source.framework.units, 0).dimension = "DX";
      profile(source, "early", "others").units.push("DG900");
      profile(source, "early", "others").knowledge.items.push("K9.9");
      profile(source, "early", "others").competencies.push("C9");
      v1(source).questionnaire.dimensionOrder.push("DX");
      v1(source).checklist["K9.9"] = { th: "ก", en: "a" };
      at(at(v1(source)["group-tree"].nodes, "role").choices, 0).next = "scop";
      at(source.suggestions, 3).topic = "K9.9";
    };
    const found = problemsAfter(damage, unknownIds).map(
      ({ file, path, problem }) => `${file} ${path}: ${problem}`,
    );
    expect(found).toEqual([
      'data/framework/units.json [0].dimension: There is no dimension "DX"',
      'data/framework/profiles.json [5].units: There is no unit "DG900"',
      'data/framework/profiles.json [5].knowledge.items: There is no topic "K9.9"',
      'data/framework/profiles.json [5].competencies: There is no competency "C9"',
      'data/questionnaire/v1/questionnaire.json dimensionOrder: There is no dimension "DX"',
      'data/questionnaire/v1/checklist.json K9.9: There is no checklist item "K9.9"',
      'data/questionnaire/v1/units/DLit.json DLit100: There is no unit of DLit "DLit100"',
      'data/questionnaire/v1/group-tree.json nodes.role.choices[0].next: There is no question "scop"',
      'data/suggestions/links.json [3].topic: There is no topic "K9.9"',
    ]);
  });

  test("finds a profile that inherits from a stage that is not earlier", () => {
    const damage = (source: BreakableSource) => {
      profile(source, "early", "service").knowledge.inherits = "mature";
    };
    expect(linesAfter(damage, unknownIds)).toEqual([
      'data/framework/profiles.json > [3].knowledge.inherits: The stage "mature" is not earlier than "early". Name an earlier stage or null.',
    ]);
  });

  test("finds ids that stand twice", () => {
    const damage = (source: BreakableSource) => {
      profile(source, "early", "others").units.push("DG100");
      source.framework.attributes.push(at(source.framework.attributes, 0));
    };
    expect(linesAfter(damage, repeatedIds)).toEqual([
      'data/framework/attributes.json: "A1" stands more than once. Keep one of them.',
      'data/framework/profiles.json > [5].units: "DG100" stands more than once. Keep one of them.',
    ]);
  });
});

describe("missing items", () => {
  test("finds units without levels, dimensions without a question and items without a statement", () => {
    const damage = (source: BreakableSource) => {
      delete v1(source).units.DT?.DT400;
      delete v1(source)["quick-check"].DL;
      delete v1(source).checklist["K2.2.3"];
      v1(source).questionnaire.dimensionOrder = v1(source).questionnaire.dimensionOrder.filter(
        (id) => id !== "DS",
      );
    };
    expect(linesAfter(damage, missingItems)).toEqual([
      "data/questionnaire/v1/units/DT.json > DT400: The unit has no levels. Write what it is about and four levels.",
      "data/questionnaire/v1/quick-check.json > DL: The dimension has no question. Write one.",
      'data/questionnaire/v1/questionnaire.json > dimensionOrder: "DS" is never asked. Add it.',
      "data/questionnaire/v1/checklist.json > K2.2.3: A role needs this item, and it has no statement. Write one.",
    ]);
  });

  test("finds a role profile and a group's name that are not there", () => {
    const damage = (source: BreakableSource) => {
      source.framework.profiles = source.framework.profiles.filter(
        ({ stage, group }) => stage !== "mature" || group !== "service",
      );
      source.framework.groups = source.framework.groups.filter(({ id }) => id !== "academic");
    };
    expect(linesAfter(damage, missingItems)).toEqual([
      "data/framework/profiles.json > mature/service: The role profile is missing. Add it.",
      "data/framework/groups.json > academic: The name is missing. Add it.",
    ]);
  });
});

test("finds units and items no role profile lists", () => {
  const damage = (source: BreakableSource) => {
    for (const one of source.framework.profiles) {
      one.units = one.units.filter((code) => code !== "DT400");
      one.competencies = one.competencies.filter((id) => id !== "C1");
    }
  };
  expect(linesAfter(damage, unreachableItems)).toEqual([
    "data/framework/units.json > DT400: No role profile lists it. Add it to a profile or remove it.",
    "data/framework/competencies.json > C1: No role profile lists it. Add it to a profile or remove it.",
  ]);
});

describe("versions", () => {
  test("finds a version in the wrong folder or for another framework", () => {
    const damage = (source: BreakableSource) => {
      v1(source).questionnaire.version = "2";
      v1(source).questionnaire.frameworkVersion = "2570";
      at(source.notices, "v1").version = "3";
    };
    expect(linesAfter(damage, versions)).toEqual([
      'data/questionnaire/v1/questionnaire.json > version: Version "2" stands in "v1". Write "1"; a new version is a new folder or file.',
      'data/notice/v1.json > version: Version "3" stands in "v1". Write "1"; a new version is a new folder or file.',
      'data/questionnaire/v1/questionnaire.json > frameworkVersion: The current questionnaire is made for another framework. Adapt its questions and write "2560".',
    ]);
  });
});

describe("the tree that finds a group", () => {
  const node = (...ends: readonly ("executive" | "academic")[]) => ({
    question: { th: "ก", en: "a" },
    choices: ends.map((group, index) => ({ id: `c${index}`, label: { th: "ก", en: "a" }, group })),
  });

  test("finds a question no way leads to and a group no way finds", () => {
    const damage = (source: BreakableSource) => {
      const { nodes } = v1(source)["group-tree"];
      nodes.lost = node("executive", "academic");
      for (const { choices } of Object.values(nodes)) {
        for (const choice of choices) if (choice.group === "management") choice.group = "executive";
      }
    };
    expect(linesAfter(damage, groupTree)).toEqual([
      "data/questionnaire/v1/group-tree.json > nodes.lost: No way leads to this question. Point a choice at it or remove it.",
      'data/questionnaire/v1/group-tree.json > nodes: No way leads to the group "management". Let a choice find it.',
    ]);
  });

  test("finds a way that is too short, one that runs in a circle, and a question with one choice", () => {
    const damage = (source: BreakableSource) => {
      const { nodes } = v1(source)["group-tree"];
      at(nodes, "role").choices.push(...node("executive").choices);
      at(at(nodes, "receiver").choices, 0).next = "receiver";
      delete at(at(nodes, "receiver").choices, 0).group;
      at(nodes, "systems").choices.splice(1);
    };
    const found = problemsAfter(damage, groupTree).map(({ path, problem }) => `${path}: ${problem}`);
    expect(found).toContain("nodes.role: A way has one question only");
    expect(found).toContain(
      "nodes.receiver: The way role > work > receiver > receiver > receiver is too long and runs in a circle",
    );
    expect(found).toContain("nodes.systems.choices: There are 1 choices");
  });
});

describe("suggestions", () => {
  test("finds a unit for which a role requires no topic", () => {
    const damage = (source: BreakableSource) => {
      source.suggestions = source.suggestions.filter(
        ({ unit: code, topic }) => code !== "DLit100" || topic === "K2.2.3",
      );
    };
    const found = linesAfter(damage, suggestions);
    expect(found).toContain(
      "data/suggestions/links.json > DLit100: No topic the role early/others requires serves DLit100. Link one of the role's topics.",
    );
    expect(found).toContain(
      "data/suggestions/links.json > DLit100: The unit is served by 1 topic(s). Link at least 2.",
    );
    expect(found.some((line) => line.includes("early/academic"))).toBe(false);
  });

  test("finds a topic that serves no unit", () => {
    const damage = (source: BreakableSource) => {
      source.suggestions = source.suggestions.filter(({ topic }) => topic !== "K2.16");
    };
    expect(linesAfter(damage, suggestions)).toContain(
      "data/suggestions/links.json > K2.16: The topic serves no unit. Link a unit it helps with.",
    );
  });

  test("finds links and reasons that repeat", () => {
    let index = 0;
    const damage = (source: BreakableSource) => {
      const first = at(source.suggestions, 0);
      index = source.suggestions.length;
      source.suggestions.push({ ...first, reason: { th: "เหตุผลใหม่", en: first.reason.en } });
    };
    const found = linesAfter(damage, suggestions);
    expect(found).toEqual([
      `data/suggestions/links.json > [${index}]: The same pair stands at [0]. Keep one, or write its own pair.`,
      `data/suggestions/links.json > [${index}]: The same reason stands at [0]. Keep one, or write its own reason.`,
    ]);
  });
});

describe("keywords", () => {
  const withWord =
    (meaning: string, ...words: readonly string[]) =>
    (source: BreakableSource) => {
      source.keywords = { ...source.keywords, [meaning]: [...(source.keywords[meaning] ?? []), ...words] };
    };

  test("finds a word that means two things at the same moment, however it is written", () => {
    expect(linesAfter(withWord("rate_3", "On  MY own!"), keywords)).toEqual([
      'data/locales/keywords.json > rate_3: "On  MY own!" also means rate_2. Keep it in one of them.',
    ]);
  });

  test("finds a word of a question that is also a command", () => {
    expect(linesAfter(withWord("stand_have", "ผลครับ"), keywords)).toEqual([
      'data/locales/keywords.json > stand_have: "ผลครับ" also means result. Keep it in one of them.',
    ]);
  });

  test("lets two questions that are never asked together share a word", () => {
    expect(linesAfter(withWord("stand_not_yet", "cannot"), keywords)).toEqual([]);
  });

  test("finds words that are never read and meanings nothing listens for", () => {
    const damage = (source: BreakableSource) => {
      withWord("pause", "2", "ครับ", "PAUSE")(source);
      withWord("pasue", "rest")(source);
      delete source.keywords.team;
    };
    expect(linesAfter(damage, keywords)).toEqual([
      "data/locales/keywords.json > pasue: Nothing listens for this. Correct the id or remove it.",
      "data/locales/keywords.json > team: No word stands for this. Add the words people may type.",
      'data/locales/keywords.json > pause: "2" already picks a choice by number. Remove it.',
      'data/locales/keywords.json > pause: "PAUSE" stands here twice once spaces and case are gone. Keep one.',
    ]);
  });
});

describe("lengths", () => {
  const long = (length: number) => "ก".repeat(length);

  test("finds button labels over LINE's limit, with their placeholders at their longest", () => {
    const damage = (source: BreakableSource) => {
      source.texts.th["notice.accept"] = long(41);
      source.texts.th["level.1"] = long(39);
      source.texts.th["role.begin_full"] = `${long(39)}{questions}`;
      source.texts.th["stage.choose"] = long(40);
    };
    expect(linesAfter(damage, lengths)).toEqual([
      "data/locales/th.json > notice.accept: 41 characters at its longest, 40 are allowed. Shorten it by 1.",
      "data/locales/th.json > role.begin_full: 41 characters at its longest, 40 are allowed. Shorten it by 1.",
      "data/locales/th.json > level.1: 41 characters at its longest, 40 are allowed. Shorten it by 1.",
    ]);
  });

  test("finds a text that is longer than a message", () => {
    const damage = (source: BreakableSource) => {
      source.texts.en["help.text"] = long(5_001);
      at(at(source.notices, "v1").full, 0).en = long(4_990);
    };
    expect(problemsAfter(damage, lengths).map(({ file, path }) => `${file} ${path}`)).toEqual([
      "data/locales/en.json help.text",
      "data/notice/v1.json full (en)",
    ]);
  });

  test("finds an answer that would not fit into what the chat shows as said", () => {
    const damage = (source: BreakableSource) => {
      at(source.framework.units, 2).name.en = long(280);
    };
    expect(problemsAfter(damage, lengths).map(({ file, path }) => `${file} ${path}`)).toEqual([
      "data/locales/en.json question.display",
    ]);
  });

  test("finds wording longer than its README allows", () => {
    const damage = (source: BreakableSource) => {
      at(v1(source).checklist, "C1").th = long(91);
      at(at(v1(source)["group-tree"].nodes, "role").choices, 0).label.en = long(39);
      at(source.suggestions, 0).reason.en = long(131);
    };
    expect(problemsAfter(damage, lengths).map(({ file, path }) => `${file} ${path}`)).toEqual([
      "data/questionnaire/v1/checklist.json C1.th",
      "data/questionnaire/v1/group-tree.json nodes.role.choices[0].label.en",
      "data/suggestions/links.json [0].reason.en",
    ]);
  });
});

describe("behaviour sentences", () => {
  const sentence =
    (code: string, level: 0 | 1 | 2 | 3, th: string, en: string) => (source: BreakableSource) => {
      unit(source, code).levels[level] = { th, en };
    };

  test("finds a sentence that is the unit's name and a level", () => {
    const damage = sentence(
      "DLit600",
      1,
      "ใช้ข้อมูลระหว่างหน่วยงานทำได้เมื่อมีผู้ช่วย",
      "Can use data across agencies with help from others",
    );
    expect(linesAfter(damage, behaviourSentences)).toEqual([
      "data/questionnaire/v1/units/DLit.json > DLit600.levels[1].th: The sentence only repeats the name and a level. Say what one can see a person do.",
      "data/questionnaire/v1/units/DLit.json > DLit600.levels[1].en: The sentence only repeats the name and a level. Say what one can see a person do.",
    ]);
  });

  test("finds a sentence that is a level's label", () => {
    const damage = sentence("DT400", 2, "ทำได้ด้วยตนเอง", "On my own");
    expect(problemsAfter(damage, behaviourSentences).map(({ path }) => path)).toEqual([
      "DT400.levels[2].th",
      "DT400.levels[2].en",
    ]);
  });

  test("finds a sentence made for any unit by exchanging the name", () => {
    const frame = (name: Readonly<Record<"th" | "en", string>>) => ({
      th: `ลงมือ${name.th} ตามคู่มือทีละขั้นโดยมีหัวหน้าคอยตรวจ`,
      en: `${name.en} by following the handbook while a supervisor checks every step`,
    });
    const damage = (source: BreakableSource) => {
      for (const code of ["DG500", "SPM600"]) {
        const found = source.framework.units.find((one) => one.code === code);
        if (found) unit(source, code).levels[1] = frame(found.name);
      }
    };
    expect(problemsAfter(damage, behaviourSentences).map(({ file, path }) => `${file} ${path}`)).toEqual([
      "data/questionnaire/v1/units/SPM.json SPM600.levels[1].th",
      "data/questionnaire/v1/units/SPM.json SPM600.levels[1].en",
    ]);
  });

  test("finds two levels of a unit that say the same", () => {
    const damage = (source: BreakableSource) => {
      const { levels } = unit(source, "DS300");
      levels[3] = { ...levels[2], en: levels[3].en };
    };
    expect(linesAfter(damage, behaviourSentences)).toEqual([
      "data/questionnaire/v1/units/DS.json > DS300.levels[3].th: The sentence says the same as DS300 level 2. Say what is different here.",
    ]);
  });
});

test("corrections must correct something, in the order of the source", () => {
  const damage = (source: BreakableSource) => {
    at(source.corrections, 0).corrected = at(source.corrections, 0).read;
    at(source.corrections, 5).line = 1_500;
  };
  expect(problemsAfter(damage, corrections).map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
    "[0].corrected: Nothing is corrected",
    "[5].line: The source has no line 1500",
    "[6].line: Out of order",
  ]);
});

describe("card templates", () => {
  test("finds cards without template or sample, and files of no card", () => {
    const damage = ({ templates }: BreakableSource) => {
      templates.templates.gapz = at(templates.templates, "gaps");
      delete templates.templates.gaps;
      delete templates.samples["role.en"];
    };
    expect(linesAfter(damage, cardTemplates)).toEqual([
      "flex-templates/gapz.json: No card has this name. Correct the file's name or remove it.",
      'flex-templates/samples/role.en.json: The sample is missing. Add values to try the card "role" with.',
      'flex-templates/gaps.json: The card "gaps" has no template. Add the file: the core sends this card.',
    ]);
  });

  test("finds a misspelt placeholder even where no sample leads", () => {
    const damage = ({ templates }: BreakableSource) => {
      templates.templates.choice = JSON.parse(`{
        "title": "\${title}",
        "body": [{ "$if": "false", "then": { "text": "\${txet}" } }, "\${text}\${note}"],
        "footer": { "$map": { "$eval": "buttons" }, "each(b)": { "$if": "false", "then": "\${b.lable}" } }
      }`);
    };
    expect(linesAfter(damage, cardTemplates)).toEqual([
      'flex-templates/choice.json > body[0].then.text: "txet" is no value of this card. Correct the placeholder; src/core/conversation/card-values.ts lists the values.',
      'flex-templates/choice.json > footer.each(b).then: "b.lable" is no value of this card. Correct the placeholder; src/core/conversation/card-values.ts lists the values.',
    ]);
  });

  test("finds a value that is shown nowhere and a template that does not render", () => {
    const damage = ({ templates }: BreakableSource) => {
      templates.templates.choice = JSON.parse(
        `{ "text": "\${title}\${text}", "buttons": { "$eval": "buttons[" } }`,
      );
    };
    const found = problemsAfter(damage, cardTemplates).map(({ file, problem }) => `${file} ${problem}`);
    expect(found).toContain('flex-templates/choice.json The value "note" is shown nowhere');
    expect(found.some((line) => line.includes('Does not render with the sample "choice.th"'))).toBe(true);
  });

  test("finds a sample that has not the card's shape", () => {
    const damage = ({ templates }: BreakableSource) => {
      templates.samples["choice.th"] = { title: "ก", text: "ข", buttons: [{ label: "ค" }], note: 5 };
    };
    const found = problemsAfter(damage, cardTemplates).map(({ file, path }) => `${file} ${path}`);
    expect(found).toContain("flex-templates/samples/choice.th.json note");
    expect(found).toContain("flex-templates/samples/choice.th.json buttons[0].data");
  });
});
