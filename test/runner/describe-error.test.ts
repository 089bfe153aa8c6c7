import { expect, it } from "vitest";
import { describeError } from "../../src/runner/describe-error.ts";

it("tells class, code and place of an error and nothing of its message", () => {
  const error = Object.assign(new TypeError("สิ่งที่พิมพ์\n    at secret"), { code: "E_ODD" });
  const fields = describeError(error);
  expect(fields).toMatchObject({ error: "TypeError", code: "E_ODD" });
  expect(fields.at?.[0]).toMatch(/describe-error\.test\.ts:\d+/);
  expect(JSON.stringify(fields)).not.toMatch(/สิ่งที่พิมพ์|secret/);
});

it("says no more of something thrown that is no error than what it is", () => {
  expect(describeError("text somebody typed")).toEqual({ error: "string" });
});

it("leaves out a place that cannot be told from the message", () => {
  const error = new Error("said something else before");
  error.stack = "Error: first\n    at secret";
  expect(describeError(error)).toEqual({ error: "Error", at: [] });
});
