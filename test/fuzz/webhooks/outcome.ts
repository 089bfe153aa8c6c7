import type { Measurement } from "../../bench/measurement.ts";
import type { LineSink } from "./line-sink.ts";
import type { MemoryFigures } from "./watch.ts";

/** How many hold conversations. */
export const PEOPLE = 300;
/** More wait in the inbox: the senders wait, too, so that conversations go on at a person's pace. */
export const MOST_WAITING = 600;
/** Memory at the end against memory after a fifth of the bodies; more is a leak until shown otherwise. */
export const RSS_GROWTH = 1.2;

/** How much is sent, and to what. */
export interface WebhookFuzz {
  readonly bodies: number;
  readonly seed: number;
  readonly isEmbedded: boolean;
}

/** What came of it. */
export interface WebhooksOutcome extends WebhookFuzz {
  /** Everything that must not be, in words; empty when all is well. */
  readonly problems: readonly string[];
  /** By kind of body and status answered. */
  readonly answers: ReadonlyMap<string, number>;
  readonly line: LineSink["figures"];
  /** Events made durable, as the service counts them. */
  readonly events: number;
  readonly memory: readonly MemoryFigures[];
  readonly logLines: number;
  readonly warnings: ReadonlyMap<string, number>;
  readonly tookMs: number;
  /** From the last body to an empty inbox, ms. */
  readonly drainedMs: number;
}

/** Everything that was found, with the seed. */
export function describeOutcome({ seed, problems }: WebhooksOutcome): string {
  return [`seed ${seed}:`, ...problems].join("\n");
}

/** The outcome as it is kept. */
export function webhooksMeasurement(outcome: WebhooksOutcome): Measurement {
  const { bodies, seed, isEmbedded, problems, answers, line, events, memory, tookMs, drainedMs } = outcome;
  const sent = [...answers.values()].reduce((sum, count) => sum + count, 0);
  return {
    name: "fuzz-webhooks",
    title: "Mutated webhooks against the real service",
    command: `npm run fuzz -- webhooks --bodies ${bodies} --seed ${seed}${isEmbedded ? " --embedded" : ""}`,
    method: [
      `${PEOPLE} people, half of them of one organisation with managers and human resources, hold conversations by webhooks over HTTP: buttons they were shown, words and numbers; among them strange texts, made-up and foreign button data, every event type LINE knows, bodies spoilt in structure, in bytes, in signature, in size, and sent twice.`,
      isEmbedded
        ? "One process on SQLite."
        : `A web and a worker process on Redis and PostgreSQL. Bodies are held back while more than ${MOST_WAITING} events wait.`,
      "Found is: an answer that does not fit the kind of body, a process that dies or ends with anything but 0, anything on standard error, a log line of level error, a dead letter, an event that is not worked on, a message the stand-in's rules refuse, and a mark planted in every text and turning up in a log.",
      "Memory is what Linux calls resident, averaged over two seconds after a fifth of the bodies and at their end.",
    ],
    goals: [
      { goal: "1,000,000 bodies", figure: String(sent), met: sent >= 1_000_000 },
      { goal: "Findings: 0", figure: String(problems.length), met: problems.length === 0 },
      ...memory.map(({ process, atFifth, atEnd }) => ({
        goal: `Memory of ${process} grows by less than 20 %`,
        figure: `${atFifth} MB, then ${atEnd} MB`,
        met: atFifth > 0 && atEnd <= atFifth * RSS_GROWTH,
      })),
    ],
    tables: [
      {
        title: "Webhooks",
        rows: [
          {
            bodies: sent,
            "took (s)": Math.round(tookMs / 1_000),
            "bodies/s": Math.round((sent * 1_000) / tookMs),
            events,
            replies: line.replies,
            pushes: line.pushes,
            messages: line.messages,
            "drained (s)": Math.round(drainedMs / 1_000),
            "log lines": outcome.logLines,
          },
        ],
      },
      {
        title: "Answers by kind of body",
        rows: [...answers]
          .toSorted(([one], [other]) => one.localeCompare(other))
          .map(([key, count]) => ({
            kind: key.replace(/ \d+$/u, ""),
            status: Number(key.split(" ").at(-1)),
            count,
          })),
      },
      { title: "Memory (MB)", rows: memory.map((one) => ({ ...one })) },
    ],
  };
}
