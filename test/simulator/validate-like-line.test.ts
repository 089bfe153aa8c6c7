import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { validateLikeLine } from "../../src/simulator/validate-like-line.ts";

const box = (...contents: unknown[]) => ({ type: "box", layout: "vertical", contents });
const words = (text: string, more: object = {}) => ({ type: "text", text, ...more });
const bubble = (more: object = {}) => ({ type: "bubble", body: box(words("ก")), ...more });
const flex = (contents: unknown, altText = "ก") => ({ type: "flex", altText, contents });
const button = (action: object, more: object = {}) => ({ type: "button", action, ...more });
const postback = (more: object = {}) => ({ type: "postback", label: "ก", data: "d", ...more });
const quick = (count: number) => ({
  items: Array.from({ length: count }, () => ({
    type: "action",
    action: { type: "message", label: "ก", text: "ก" },
  })),
});
const bubbleOfBytes = (bytes: number) => {
  const empty = Buffer.byteLength(JSON.stringify(bubble({ body: box(words("")) })));
  return bubble({ body: box(words("a".repeat(bytes - empty))) });
};

describe("the stand-in's own judgement of messages", () => {
  const accepted: Record<string, unknown[]> = {
    "a text of 5,000": [words("ก".repeat(5000))],
    "five messages": Array.from({ length: 5 }, () => words("ก")),
    "13 quick replies": [words("ก", { quickReply: quick(13) })],
    "an altText of 1,500": [flex(bubble(), "ก".repeat(1500))],
    "a label of 40 and data of 300": [
      flex(bubble({ footer: box(button(postback({ label: "ก".repeat(40), data: "d".repeat(300) }))) })),
    ],
    "a bar of 73 %": [flex(bubble({ body: box({ ...box(), width: "73%", height: "8px" }) }))],
    "a bubble of 30 KB": [flex(bubbleOfBytes(30 * 1024))],
    "12 bubbles of one size": [
      flex({ type: "carousel", contents: Array.from({ length: 12 }, () => bubble({ size: "kilo" })) }),
    ],
  };
  for (const [name, messages] of Object.entries(accepted)) {
    it(`accepts ${name}`, () => expect(validateLikeLine(messages)).toEqual([]));
  }

  const refused: Record<string, [unknown, string]> = {
    "no message": [[], "messages"],
    "six messages": [Array.from({ length: 6 }, () => words("ก")), "messages"],
    "an empty text": [[words("")], "messages[0].text"],
    "a text of 5,001": [[words("ก".repeat(5001))], "messages[0].text"],
    "an empty Flex text": [
      [flex(bubble({ body: box(words("")) }))],
      "messages[0].contents.body.contents[0].text",
    ],
    "no altText": [[{ type: "flex", contents: bubble() }], "messages[0].altText"],
    "an altText of 1,501": [[flex(bubble(), "ก".repeat(1501))], "messages[0].altText"],
    "14 quick replies": [[words("ก", { quickReply: quick(14) })], "messages[0].quickReply.items"],
    "a misspelt property": [
      [flex(bubble({ body: box(words("ก", { wraps: true })) }))],
      "messages[0].contents.body.contents[0].wraps",
    ],
    "an unknown value": [
      [flex(bubble({ body: box(words("ก", { weight: "heavy" })) }))],
      "messages[0].contents.body.contents[0].weight",
    ],
    "a button without a label": [
      [flex(bubble({ footer: box(button({ type: "postback", data: "d" })) }))],
      "messages[0].contents.footer.contents[0].action.label",
    ],
    "data of 301": [
      [flex(bubble({ footer: box(button(postback({ data: "d".repeat(301) }))) }))],
      "messages[0].contents.footer.contents[0].action.data",
    ],
    "a displayText of 301": [
      [flex(bubble({ footer: box(button(postback({ displayText: "ก".repeat(301) }))) }))],
      "messages[0].contents.footer.contents[0].action.displayText",
    ],
    "a link of 1,001": [
      [flex(bubble({ action: { type: "uri", uri: `https://a.example/${"x".repeat(983)}` } }))],
      "messages[0].contents.action.uri",
    ],
    "a bar of 0 %": [
      [flex(bubble({ body: box({ ...box(), width: "0%" }) }))],
      "messages[0].contents.body.contents[0].width",
    ],
    "a short colour": [
      [flex(bubble({ body: box(words("ก", { color: "#fff" })) }))],
      "messages[0].contents.body.contents[0].color",
    ],
    "an absolute first component": [
      [flex(bubble({ body: box(words("ก", { position: "absolute" })) }))],
      "messages[0].contents.body.contents[0].position",
    ],
    "a button in a baseline box": [
      [flex(bubble({ body: box({ type: "box", layout: "baseline", contents: [button(postback())] }) }))],
      "messages[0].contents.body.contents[0].contents[0]",
    ],
    "a bubble without blocks": [[flex({ type: "bubble" })], "messages[0].contents"],
    "a bubble above 30 KB": [[flex(bubbleOfBytes(30 * 1024 + 1))], "messages[0].contents"],
    "a carousel above 50 KB": [
      [flex({ type: "carousel", contents: [bubbleOfBytes(26_000), bubbleOfBytes(26_000)] })],
      "messages[0].contents",
    ],
    "13 bubbles": [
      [flex({ type: "carousel", contents: Array.from({ length: 13 }, () => bubble()) })],
      "messages[0].contents.contents",
    ],
    "bubbles of two sizes": [
      [flex({ type: "carousel", contents: [bubble(), bubble({ size: "kilo" })] })],
      "messages[0].contents.contents",
    ],
    "a picture without https": [
      [
        {
          type: "image",
          originalContentUrl: "http://a.example/a.png",
          previewImageUrl: "https://a.example/a.png",
        },
      ],
      "messages[0].originalContentUrl",
    ],
    "an unknown type": [[{ type: "markdown", text: "ก" }], "messages[0].type"],
  };
  for (const [name, [messages, property]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      expect(validateLikeLine(messages).map((detail) => detail.property)).toEqual([property]);
    });
  }
});

interface Sample {
  readonly name: string;
  readonly messages: unknown;
}

function samples(file: string): Sample[] {
  return JSON.parse(readFileSync(new URL(`../line/${file}`, import.meta.url), "utf8")) as Sample[];
}

describe("the samples written for the bot's own check", () => {
  it("refuses every invalid one", () => {
    const invalid = samples("invalid-messages.json");
    const wronglyAccepted = invalid.filter((sample) => validateLikeLine(sample.messages).length === 0);
    expect(invalid.length).toBeGreaterThanOrEqual(40);
    expect(wronglyAccepted.map((sample) => sample.name)).toEqual([]);
  });

  it("accepts every valid one", () => {
    const valid = samples("valid-messages.json");
    const wronglyRefused = valid.flatMap((sample) =>
      validateLikeLine(sample.messages).map(
        (detail) => `${sample.name}: ${detail.property} ${detail.message}`,
      ),
    );
    expect(valid.length).toBeGreaterThanOrEqual(20);
    expect(wronglyRefused).toEqual([]);
  });
});
