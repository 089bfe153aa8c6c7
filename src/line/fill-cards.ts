import type { messagingApi } from "@line/bot-sdk";
import { LRUCache } from "lru-cache";
import type { CardMessage, CardName } from "../core/conversation/message.ts";
import { type FlexTemplates, fillFlexTemplate } from "./flex-template.ts";
import { MOST_BUBBLE_BYTES, MOST_POSTBACK_DATA_LENGTH } from "./line-limits.ts";
import { type MessageProblem, validateMessage } from "./validate-message.ts";

/** A card as a Flex container LINE accepts, or what is wrong with it: never what it says. */
export type FilledCard =
  | { readonly ok: true; readonly contents: messagingApi.FlexContainer }
  | { readonly ok: false; readonly path: string; readonly error: string }
  | { readonly ok: false; readonly problems: readonly MessageProblem[] };

/** Fills a card's values into its template and checks the result. Never throws. */
export type CardFiller = (message: CardMessage) => FilledCard;

/** Characters of cards that are kept. */
const MOST_KEPT = 16_000_000;
/** What is the same for everybody who is asked the same: nobody's name or result is on it. */
const KEPT: ReadonlySet<CardName> = new Set(["question", "checklist", "role"]);
/** How a kept card has the data of a button: no value holds a NUL, no event brings one in. */
const MARK = /"\\u0000(\d+)\\u0000"/gu;

/**
 * Fills cards and checks them. Filling in takes longer than everything else a turn computes, and the cards people are
 * asked with differ in little but the data of their buttons: so those are kept as JSON and used again with other data in
 * the same places.
 */
export function createCardFiller(templates: FlexTemplates): CardFiller {
  const kept = new LRUCache<string, string>({
    maxSize: MOST_KEPT,
    sizeCalculation: (json, key) => json.length + key.length,
  });
  return (message) => {
    if (!KEPT.has(message.card)) return fill(templates, message);
    const { key, data } = withoutData(message);
    const known = kept.get(key);
    const json = known === undefined ? undefined : withData(known, data);
    // What LINE would refuse must not hide behind data it accepted.
    if (json !== undefined && data.every(isAllowed) && Buffer.byteLength(json) <= MOST_BUBBLE_BYTES) {
      return { ok: true, contents: JSON.parse(json) };
    }
    const filled = fill(templates, message);
    if (filled.ok && known === undefined) keep(key);
    return filled;
  };

  function keep(key: string): void {
    const [card, values] = JSON.parse(key);
    const filled = fillFlexTemplate(templates[card as CardName], values);
    if (!filled.ok) return;
    const json = JSON.stringify(filled.contents);
    // Data put into other words cannot be exchanged. (That none decides anything is looked after by a test.)
    if (!json.replace(MARK, "").includes("\\u0000")) kept.set(key, json);
  }
}

/** The card as JSON with its buttons' data taken out, and the data in their order. */
function withoutData({ card, values }: CardMessage): {
  readonly key: string;
  readonly data: readonly string[];
} {
  const data: string[] = [];
  const key = JSON.stringify([card, values], (name, value) =>
    name === "data" && typeof value === "string" ? `\u0000${data.push(value) - 1}\u0000` : value,
  );
  return { key, data };
}

function withData(json: string, data: readonly string[]): string {
  return json.replace(MARK, (_mark, place) => JSON.stringify(data[Number(place)]));
}

function isAllowed(data: string): boolean {
  return data !== "" && data.length <= MOST_POSTBACK_DATA_LENGTH;
}

function fill(templates: FlexTemplates, { card, values }: CardMessage): FilledCard {
  const filled = fillFlexTemplate(templates[card], values);
  if (!filled.ok) return filled;
  // Any JSON so far; the validator decides in the next statement.
  const contents = filled.contents as messagingApi.FlexContainer;
  const problems = validateMessage({ type: "flex", altText: card, contents });
  return problems.length === 0 ? { ok: true, contents } : { ok: false, problems };
}
