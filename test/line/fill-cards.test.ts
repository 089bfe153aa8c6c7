import { expect, test } from "vitest";
import { loadSamples, loadTemplates } from "../../src/content/load-templates.ts";
import type { CardMessage } from "../../src/core/conversation/message.ts";
import { createCardFiller } from "../../src/line/fill-cards.ts";
import type { FlexTemplates } from "../../src/line/flex-template.ts";
import choice from "./choice-template.json" with { type: "json" };

const templates = loadTemplates();
const samples = Object.entries(loadSamples());

function messageOf(card: string, values: object): CardMessage {
  return { type: "card", card, values, text: "" } as CardMessage;
}

/** Templates that say nothing but what the card has in its `buttons`, under the name of a card that is kept. */
const kept = { question: choice } as unknown as FlexTemplates;

/** The same values with other data in every button. */
function withOtherData(values: object, data: string): object {
  return JSON.parse(JSON.stringify(values, (name, value) => (name === "data" ? data : value)));
}

function choiceWith(data: string, more: object = {}): CardMessage {
  const button = { label: "เริ่ม", data, displayText: "เริ่ม" };
  return messageOf("question", { title: "เมนู", text: "", note: "", buttons: [button], ...more });
}

test.each(samples)("%s looks the same whether it is filled in or was kept", (name, values) => {
  const card = name.split(".")[0] ?? "";
  const fill = createCardFiller(templates);
  fill(messageOf(card, withOtherData(values, "rate|somebody|else|0")));
  const kept = fill(messageOf(card, values));
  expect(kept.ok).toBe(true);
  expect(kept).toEqual(createCardFiller(templates)(messageOf(card, values)));
});

test("a template that decides by data would be wrong for the next person, so none does", () => {
  const expressions = JSON.stringify(templates).match(/"[^"]*\bdata\b[^"]*"/gu) ?? [];
  const others = expressions.filter((found) => found !== '"data"' && !/^"\$\{[\w.]*data\}"$/u.test(found));
  expect(others).toEqual([]);
});

test("every person gets their own data", () => {
  const fill = createCardFiller(kept);
  const filled = ["a=1", 'b="2"', "c=$&"].map((data) => JSON.stringify(fill(choiceWith(data))));
  expect(filled.map((json) => /"data":("(?:[^"\\]|\\.)*")/u.exec(json)?.[1])).toEqual(
    ["a=1", 'b="2"', "c=$&"].map((data) => JSON.stringify(data)),
  );
});

test("data LINE would refuse is found although the same card was good before", () => {
  const fill = createCardFiller(kept);
  expect([fill(choiceWith("a=1")).ok, fill(choiceWith("")).ok, fill(choiceWith("x".repeat(301))).ok]).toEqual(
    [true, false, false],
  );
});

test("what one person may do to a card they got is not seen by the next", () => {
  const fill = createCardFiller(kept);
  const first = fill(choiceWith("a=1"));
  if (first.ok) Object.assign(first.contents, { body: undefined });
  expect(fill(choiceWith("a=1"))).toMatchObject({ ok: true, contents: { body: { type: "box" } } });
});

test("a template that puts data into other words is filled in for everybody", () => {
  const body = { type: "text", text: ["Code $", "{buttons[0].data}"].join("") };
  const template = { type: "bubble", body: { type: "box", layout: "vertical", contents: [body] } };
  const fill = createCardFiller({ question: template } as unknown as FlexTemplates);
  fill(choiceWith("one"));
  expect(JSON.stringify(fill(choiceWith("two")))).toContain("Code two");
});

test("a card with somebody's name or result on it is not kept", () => {
  const result = samples.find(([name]) => name.startsWith("result-summary."))?.[1] ?? {};
  const counting = { ...templates, "result-summary": countingReads(templates["result-summary"]) };
  const fill = createCardFiller(counting as FlexTemplates);
  for (let time = 0; time < 3; time += 1) fill(messageOf("result-summary", result));
  expect(reads).toBe(3);
});

let reads = 0;

/** The template, which counts how often it is filled in. */
function countingReads(template: object): object {
  return Object.defineProperty({ ...template }, "type", {
    enumerable: true,
    get: () => {
      reads += 1;
      return "bubble";
    },
  });
}
