import { describe, expect, test } from "vitest";
import type { CardMessage } from "../../src/core/conversation/message.ts";
import type { FlexTemplates } from "../../src/line/flex-template.ts";
import { createMessageRenderer } from "../../src/line/render-message.ts";
import choice from "./choice-template.json" with { type: "json" };

/** What looks like a placeholder and is none. */
const PLACEHOLDER = ["$", "{note}"].join("");

const button = (label: string) => ({ label, data: "a=1", displayText: label });

function card(values: object = {}, more: object = {}): CardMessage {
  return {
    type: "card",
    card: "choice",
    values: { title: "เมนู", text: "", note: "", buttons: [button("เริ่ม")], ...values },
    text: "เมนู พิมพ์ 1 เพื่อเริ่ม",
    ...more,
  };
}

function setUp(template: object = choice) {
  const logged: unknown[] = [];
  const record = (...all: unknown[]) => void logged.push(all);
  // The other cards are not used here.
  const templates = { choice: template } as FlexTemplates;
  const render = createMessageRenderer(templates, { info: record, warn: record, error: record });
  return { render, logged };
}

const asText = { type: "text", text: "เมนู พิมพ์ 1 เพื่อเริ่ม" };

describe("rendering messages", () => {
  test("fills a card's values into its template", () => {
    const { render, logged } = setUp();
    expect(render([card({ note: "หมายเหตุ" })], "cards")).toEqual([
      {
        type: "flex",
        altText: "เมนู พิมพ์ 1 เพื่อเริ่ม",
        contents: {
          type: "bubble",
          body: {
            type: "box",
            layout: "vertical",
            contents: [
              { type: "text", text: "เมนู", wrap: true },
              { type: "text", text: "หมายเหตุ", size: "sm" },
              {
                type: "button",
                action: { type: "postback", label: "เริ่ม", data: "a=1", displayText: "เริ่ม" },
              },
            ],
          },
        },
      },
    ]);
    expect(logged).toEqual([]);
  });

  test("takes values as they are, whatever they look like", () => {
    const { render } = setUp();
    const [message] = render([card({ title: PLACEHOLDER, buttons: [] })], "cards");
    expect(message).toMatchObject({ contents: { body: { contents: [{ text: PLACEHOLDER }] } } });
  });

  test("sends a card as its text when asked to", () => {
    const { render, logged } = setUp();
    expect(render([card()], "plain")).toEqual([asText]);
    expect(logged).toEqual([]);
  });

  test("sends a card's text when its template cannot be filled in, and names the place", () => {
    const template = {
      type: "bubble",
      body: { type: "box", layout: "vertical", contents: [{ text: PLACEHOLDER.replace("note", "titel") }] },
    };
    const { render, logged } = setUp(template);
    expect(render([card()], "cards")).toEqual([asText]);
    expect(logged).toEqual([
      [
        { card: "choice", path: ".body.contents[0].text", error: "InterpreterError" },
        "a card cannot be filled in: its text is sent",
      ],
    ]);
  });

  test("sends a card's text when LINE would refuse the card, and never logs what it says", () => {
    const { render, logged } = setUp();
    const overlong = "ก".repeat(41);
    expect(render([card({ buttons: [button(overlong)] })], "cards")).toEqual([asText]);
    expect(logged).toEqual([
      [
        {
          card: "choice",
          problems: [
            "contents.body.contents.1.action.label: Too big: expected string to have <=40 characters",
          ],
        },
        "a card breaks LINE's rules: its text is sent",
      ],
    ]);
  });

  test("sends a card's text when its template is missing", () => {
    const { render } = setUp(undefined as unknown as object);
    const missing = createMessageRenderer({} as FlexTemplates, {
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
    });
    expect(render([card()], "plain")).toEqual([asText]);
    expect(missing([card()], "cards")).toEqual([asText]);
  });

  test("cuts the alternative text, and never leaves it empty", () => {
    const { render } = setUp();
    const alt = (text: string) => render([card({}, { text })], "cards")[0];
    expect(alt("ที่".repeat(600))).toMatchObject({ altText: "ที่".repeat(500) });
    expect(alt("  ")).toMatchObject({ altText: "…" });
  });

  test("turns shortcuts into quick replies", () => {
    const { render } = setUp();
    const shortcuts = [
      button("ข้อหนึ่งที่ยาวมากเกินไปจริง ๆ"),
      { label: "ว่าง", data: "", displayText: "ว่าง" },
      { label: "ยาว", data: "x".repeat(301), displayText: "ยาว" },
      ...Array.from({ length: 20 }, (_, index) => button(`${index}`)),
    ];
    const [message] = render([{ type: "text", text: "เลือก", shortcuts }], "cards");
    const items = message?.quickReply?.items ?? [];
    expect(items.length).toBe(13);
    expect(items.slice(0, 2)).toEqual([
      {
        type: "action",
        action: {
          type: "postback",
          label: "ข้อหนึ่งที่ยาวมากเกิ",
          data: "a=1",
          displayText: "ข้อหนึ่งที่ยาวมากเกินไปจริง ๆ",
        },
      },
      { type: "action", action: { type: "postback", label: "0", data: "a=1", displayText: "0" } },
    ]);
  });

  test("cuts an overlong text", () => {
    const { render } = setUp();
    expect(render([{ type: "text", text: "ก".repeat(5_001) }], "cards")).toEqual([
      { type: "text", text: "ก".repeat(5_000) },
    ]);
  });

  test("leaves out what has no text, and keeps the rest", () => {
    const { render, logged } = setUp();
    const messages = [{ type: "text", text: "" } as const, { type: "text", text: "ต่อ" } as const];
    expect(render(messages, "cards")).toEqual([{ type: "text", text: "ต่อ" }]);
    expect(logged.length).toBe(1);
  });

  test("sends five messages at most", () => {
    const { render, logged } = setUp();
    const six = Array.from({ length: 6 }, () => ({ type: "text", text: "ก" }) as const);
    expect(render(six, "cards").length).toBe(5);
    expect(logged.length).toBe(1);
  });
});
