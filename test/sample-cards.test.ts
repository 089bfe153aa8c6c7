import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { validateMessage } from "../src/line/validate-message.ts";
import { sampleCards } from "../src/sample-cards.ts";
import { validateLikeLine } from "../src/simulator/validate-like-line.ts";

const TEMPLATES = fileURLToPath(new URL("../flex-templates", import.meta.url));
const cards = globSync("*.json", { cwd: TEMPLATES }).map((file) => file.replace(/\.json$/u, ""));

it("shows every card in Thai, in English and at its longest, never as its plain text", () => {
  const shown = sampleCards().map(({ name, language, message }) => `${name} ${language} ${message.type}`);
  const wanted = cards.flatMap((card) => [`${card} th flex`, `${card} en flex`, `${card} (long) th flex`]);
  expect(cards.length).toBeGreaterThan(0);
  expect(shown.toSorted()).toEqual(wanted.toSorted());
});

it.each(sampleCards())("$name in $language is a message LINE takes", ({ message }) => {
  expect(validateMessage(message)).toEqual([]);
  expect(validateLikeLine([message])).toEqual([]);
});
