import { hash } from "node:crypto";
import { loadTemplates } from "../../../src/content/load-templates.ts";
import { parseAction } from "../../../src/core/conversation/action.ts";
import type { OutgoingMessage } from "../../../src/core/conversation/message.ts";
import {
  createMessageRenderer,
  type LineMessage,
  type RenderForm,
} from "../../../src/line/render-message.ts";
import { validateMessage } from "../../../src/line/validate-message.ts";
import { validateLikeLine } from "../../../src/simulator/validate-like-line.ts";
import { nameOf } from "./check-turn.ts";

/** Messages whose verdict is remembered; at this many all are forgotten. */
const MOST_KNOWN = 200_000;

/** The largest of a kind. */
export interface Largest {
  readonly bytes: number;
  readonly card: string;
}

/** What was seen of messages. */
export interface MessageFigures {
  messages: number;
  /** Rendered and checked: the others were the same, byte for byte, as one checked before. */
  checked: number;
  /** Cards that went out as text. */
  fallbacks: number;
  largestBubble: Largest;
  largestCarousel: Largest;
  longestText: Largest;
}

const NONE: Largest = { bytes: 0, card: "" };

/** No messages yet. */
export function noMessages(): MessageFigures {
  return {
    messages: 0,
    checked: 0,
    fallbacks: 0,
    largestBubble: NONE,
    largestCarousel: NONE,
    longestText: NONE,
  };
}

/** The larger of two. */
export function larger(one: Largest, other: Largest): Largest {
  return other.bytes > one.bytes ? other : one;
}

/** Renders messages as cards and as text and has both judged, by the project's own rules and by the stand-in's. */
export class MessageCheck {
  readonly figures = noMessages();
  readonly #known = new Map<string, readonly string[]>();
  #logged: string[] = [];
  readonly #render = createMessageRenderer(loadTemplates(), {
    info: () => {},
    warn: (_fields, words) => void this.#logged.push(words),
    error: (fields, words) => void this.#logged.push(`${words}: ${JSON.stringify(fields)}`),
  });

  /** What LINE would find wrong; empty when nothing. The same message is judged once. */
  problemsOf(message: OutgoingMessage): readonly string[] {
    this.figures.messages += 1;
    const key = hash("sha1", JSON.stringify(message), "base64");
    const known = this.#known.get(key);
    const problems = known ?? this.#judge(message);
    if (known === undefined) this.#remember(key, problems);
    if (problems.some((one) => one.includes("its text is sent"))) this.figures.fallbacks += 1;
    return problems;
  }

  #remember(key: string, problems: readonly string[]): void {
    this.figures.checked += 1;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, problems);
  }

  #judge(message: OutgoingMessage): readonly string[] {
    return [
      ...this.#judgeAs("cards", message),
      ...(message.type === "card" ? this.#judgeAs("plain", message) : []),
    ];
  }

  #judgeAs(form: RenderForm, message: OutgoingMessage): readonly string[] {
    this.#logged = [];
    const rendered = this.#render([message], form);
    if (form === "cards") this.#measure(message, rendered);
    const refused = [
      ...rendered.flatMap(validateMessage).map(({ path, problem }) => `${path.join(".")}: ${problem}`),
      ...validateLikeLine(rendered).map(({ property, message: words }) => `${property}: ${words}`),
      ...unreadable(rendered).map((verb) => `a button nobody can read: ${verb}`),
      ...(rendered.length === 1 ? [] : ["nothing is left to send"]),
    ];
    return [...this.#logged, ...refused].map((problem) => `${nameOf(message)}, ${form}: ${problem}`);
  }

  #measure(message: OutgoingMessage, rendered: readonly LineMessage[]): void {
    const { figures } = this;
    const card = nameOf(message);
    figures.longestText = larger(figures.longestText, { bytes: message.text.length, card });
    for (const one of rendered) {
      if (one.type !== "flex") continue;
      const { contents } = one;
      const bubbles = contents.type === "carousel" ? contents.contents : [contents];
      for (const bubble of bubbles)
        figures.largestBubble = larger(figures.largestBubble, sizeOf(bubble, card));
      if (contents.type === "carousel")
        figures.largestCarousel = larger(figures.largestCarousel, sizeOf(contents, card));
    }
  }
}

function sizeOf(value: unknown, card: string): Largest {
  return { bytes: Buffer.byteLength(JSON.stringify(value)), card };
}

/** Verbs of the postbacks in rendered messages that do not parse back. */
function unreadable(rendered: unknown): readonly string[] {
  if (typeof rendered !== "object" || rendered === null) return [];
  if ("type" in rendered && rendered.type === "postback" && "data" in rendered) {
    const data = String(rendered.data);
    return parseAction(data) === undefined ? [data.split("|")[0] ?? ""] : [];
  }
  return Object.values(rendered).flatMap(unreadable);
}
