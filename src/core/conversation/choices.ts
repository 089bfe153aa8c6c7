import { type Action, encodeAction } from "./action.ts";
import type { Button } from "./message.ts";
import type { Voice } from "./voice.ts";

/** One way to go on: what it is called and what it does. */
export interface Choice {
  readonly label: string;
  readonly action: Action;
  /** What the chat shows as said after a tap; the label when not given. */
  readonly displayText?: string;
}

/** The longest text a chat may show as said after a tap. */
const MOST_DISPLAY_TEXT = 300;
const MOST_LABEL = 40;

/** Whether a button has no room for the whole label. */
export function isLabelCut({ label }: Choice): boolean {
  return label.length > MOST_LABEL;
}

/** A choice as a button. */
export function button({ label, action, displayText = label }: Choice): Button {
  return {
    label: shorten(label, MOST_LABEL),
    data: encodeAction(action),
    displayText: shorten(displayText, MOST_DISPLAY_TEXT),
  };
}

/** Several choices as buttons. */
export function buttons(choices: readonly Choice[]): readonly Button[] {
  return choices.map(button);
}

/** Choices as numbered lines with the hint how to answer; `from` where other choices stand before them. */
export function numberedLines(choices: readonly Choice[], voice: Voice, from = 1): string {
  return lines(voice.text("choose.number"), numbered(choices, from));
}

/** Choices as numbered lines alone. */
export function numbered(choices: readonly Choice[], from = 1): string {
  return lines(...choices.map(({ label }, index) => `${from + index} ${label}`));
}

/** Choices as words to type. */
export function wordLine(choices: readonly Choice[], voice: Voice): string {
  return voice.text("choose.word", { words: quoted(choices) });
}

/** Choices as quoted words alone. */
export function quoted(choices: readonly Choice[]): string {
  return choices.map(({ label }) => `“${label}”`).join(" ");
}

const GRAPHEMES = new Intl.Segmenter("th", { granularity: "grapheme" });

/** Text cut to a length in UTF-16 code units, between graphemes, with an ellipsis when it was cut. */
function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = "";
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Paragraphs joined by blank lines, empty ones left out. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Lines joined, empty ones left out. */
export function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
