import { Worker } from "node:worker_threads";
import type { Measurement } from "../../bench/measurement.ts";
import { larger, type MessageFigures, noMessages } from "./message-check.ts";
import { describeStep, type Finding } from "./play.ts";
import type { Share } from "./thread.ts";

/** What came of many conversations. */
export interface ConversationsOutcome {
  readonly seed: number;
  readonly conversations: number;
  readonly turns: number;
  readonly tookMs: number;
  readonly findings: readonly Finding[];
  readonly figures: MessageFigures;
}

type Part = Pick<ConversationsOutcome, "conversations" | "turns" | "findings" | "figures">;

const THREADS = 2;
const MOST_BUBBLE_BYTES = 30_000;
const MOST_CAROUSEL_BYTES = 50_000;

/** Plays so many conversations in two threads. */
export async function fuzzConversations(count: number, seed: number): Promise<ConversationsOutcome> {
  const startedAt = performance.now();
  const parts = await Promise.all(
    Array.from({ length: THREADS }, (_, first) => playShare({ seed, first, step: THREADS, count })),
  );
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    seed,
    conversations: sum((part) => part.conversations),
    turns: sum((part) => part.turns),
    tookMs: performance.now() - startedAt,
    findings: parts.flatMap(({ findings }) => findings),
    figures: parts.map(({ figures }) => figures).reduce(added, noMessages()),
  };
}

function playShare(share: Share): Promise<Part> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("thread.ts", import.meta.url), { workerData: share });
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", () => reject(new Error("a thread ended without a word")));
  });
}

function added(one: MessageFigures, other: MessageFigures): MessageFigures {
  return {
    messages: one.messages + other.messages,
    checked: one.checked + other.checked,
    fallbacks: one.fallbacks + other.fallbacks,
    largestBubble: larger(one.largestBubble, other.largestBubble),
    largestCarousel: larger(one.largestCarousel, other.largestCarousel),
    longestText: larger(one.longestText, other.longestText),
  };
}

/** What was found, for people to read: the problem, where, and the fewest steps. */
export function describeFindings({ findings }: ConversationsOutcome): string {
  return findings
    .map(({ seed, number, problem, steps }) =>
      [`${problem} (seed ${seed}, conversation ${number})`, ...steps.map(describeStep)].join("\n    "),
    )
    .join("\n");
}

/** The outcome as it is kept. */
export function conversationsMeasurement(outcome: ConversationsOutcome): Measurement {
  const { seed, conversations, turns, tookMs, findings, figures } = outcome;
  const { messages, checked, fallbacks, largestBubble, largestCarousel, longestText } = figures;
  const size = ({ bytes, card }: typeof largestBubble) => `${bytes} (${card})`;
  return {
    name: "fuzz-conversations",
    title: "Random conversations in the core",
    command: `npm run fuzz -- conversations --conversations ${conversations} --seed ${seed}`,
    method: [
      "People new, amid the questions, done with them or in an optional section tap buttons that were shown lately or long ago, type words, numbers, dates and rubbish, and tap made-up data; their place in an organisation (none, officer, manager, human resources) and what the host finds changes, names being as long as rosters and forms allow.",
      "Every turn must have at most five messages and, for whoever is owed one, an answer; nothing is kept before the notice is accepted; every button parses back; a card's plain text has everything that stands on it and is at most 5,000 characters long; at the end the menu, the start and first choices lead to a question.",
      "Every message is rendered as card and as text and judged by the project's rules for LINE and by those of the stand-in, which share no code. A message that is the same byte for byte as one judged before (of the latest 200,000 different ones of a thread) is not judged again.",
    ],
    goals: [
      { goal: "100,000 conversations", figure: String(conversations), met: conversations >= 100_000 },
      { goal: "Findings: 0", figure: String(findings.length), met: findings.length === 0 },
      { goal: "Cards that fell back to plain text: 0", figure: String(fallbacks), met: fallbacks === 0 },
      {
        goal: `Bubbles of at most ${MOST_BUBBLE_BYTES} bytes`,
        figure: size(largestBubble),
        met: largestBubble.bytes <= MOST_BUBBLE_BYTES,
      },
      {
        goal: `Carousels of at most ${MOST_CAROUSEL_BYTES} bytes`,
        figure: size(largestCarousel),
        met: largestCarousel.bytes <= MOST_CAROUSEL_BYTES,
      },
    ],
    tables: [
      {
        title: "Conversations",
        rows: [
          {
            conversations,
            turns,
            "took (s)": Math.round(tookMs / 1_000),
            "conversations/s": Math.round((conversations * 1_000) / tookMs),
            messages,
            "of them judged": checked,
            "longest text (characters)": size(longestText),
          },
        ],
      },
    ],
  };
}
