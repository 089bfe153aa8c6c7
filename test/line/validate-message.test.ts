import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type MessageProblem, validateMessage } from "../../src/line/validate-message.ts";

const examples = z.array(z.strictObject({ name: z.string(), messages: z.array(z.unknown()) }));

function read(file: string) {
  return examples.parse(JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")));
}

/** A request is valid when each of its messages is; how many there may be is the renderer's business. */
function problemsOf(messages: readonly unknown[]): readonly MessageProblem[] {
  return messages.flatMap(validateMessage);
}

const valid = read("valid-messages.json");
const invalid = read("invalid-messages.json");

describe("the validator of outgoing messages", () => {
  test.each(valid)("accepts $name", ({ messages }) => {
    expect(problemsOf(messages)).toEqual([]);
  });

  test.each(invalid)("refuses $name", ({ messages }) => {
    expect(problemsOf(messages)).not.toEqual([]);
  });

  test("has every example once", () => {
    const names = [...valid, ...invalid].map(({ name }) => name);
    expect(names.length).toBe(new Set(names).size);
  });

  test("names the place of a misspelt property", () => {
    const body = { type: "box", layout: "vertical", contents: [{ type: "text", text: "สวัสดี", warp: true }] };
    expect(validateMessage({ type: "flex", altText: "การ์ด", contents: { type: "bubble", body } })).toEqual([
      { path: ["contents", "body", "contents", "0", "warp"], problem: "no such property" },
    ]);
  });

  test("never says what a message says", () => {
    const secret = "คำตอบของฉัน";
    const problems = [
      ...validateMessage({ type: "text", text: secret, quickReply: secret }),
      ...validateMessage({ type: "flex", altText: 5, contents: { type: secret } }),
      ...validateMessage({ type: secret }),
    ];
    expect(problems.length).toBeGreaterThan(3);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  test("survives a message nested beyond all reason", () => {
    let box: object = { type: "box", layout: "vertical", contents: [] };
    for (let depth = 0; depth < 20_000; depth += 1) {
      box = { type: "box", layout: "vertical", contents: [box] };
    }
    const message = { type: "flex", altText: "การ์ด", contents: { type: "bubble", body: box } };
    expect(validateMessage(message)).toEqual([{ path: [], problem: "cannot be checked" }]);
  });

  test("survives whatever JSON comes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const message = { type: "flex", altText: "การ์ด", contents: { type: "bubble", body: value } };
        expect(Array.isArray(problemsOf([value, message]))).toBe(true);
      }),
    );
  });

  test.each([undefined, null, 5, "text", {}, []])("refuses %j as a message", (value) => {
    expect(validateMessage(value)).not.toEqual([]);
  });
});
