import { z } from "zod";
import { type ApiAnswer, done, invalid } from "./api-answer.ts";
import type { ChatBook } from "./chat-book.ts";
import { judge } from "./validate-like-line.ts";

/** Who saw what was sent under an aggregation unit. */
export interface Aggregation {
  /** These people were sent something under the unit just now. */
  note(unit: string, receivers: readonly string[]): void;
  /** @param query as it was sent */
  answer(query: unknown): ApiAnswer;
}

interface Receipt {
  readonly userId: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Fewer people than this are told of nobody.
 * @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit */
const FEWEST_TOLD = 20;
const MOST_DAYS = 30;
const DAY_MS = 24 * 3_600_000;
const JAPAN_MS = 9 * 3_600_000;

const day = z
  .string()
  .regex(/^\d{8}$/)
  .transform((text) => Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) - JAPAN_MS)
  .refine((at) => !Number.isNaN(at), "must be a date");
const statisticsQuery = z
  .strictObject({
    customAggregationUnit: z.string().regex(/^[A-Za-z0-9_]{1,30}$/),
    from: day,
    to: day,
  })
  .refine(({ from, to }) => from <= to && to - from <= MOST_DAYS * DAY_MS, "must be at most 30 days");

/**
 * In place of "displayed on a screen", which nobody here has: whoever wrote or tapped something afterwards saw it.
 * @param now epoch ms
 */
export function createAggregation(book: ChatBook, now: () => number): Aggregation {
  const units = new Map<string, Receipt[]>();

  const hasSeen = ({ userId, at }: Receipt) =>
    book.chat(userId).some((entry) => entry.from === "person" && entry.at >= at);

  return {
    note(unit, receivers) {
      const receipts = units.get(unit) ?? [];
      receipts.push(...receivers.map((userId) => ({ userId, at: now() })));
      units.set(unit, receipts);
    },
    answer(query) {
      const verdict = judge(statisticsQuery, query);
      if (!verdict.ok) return invalid(verdict.details);
      const { customAggregationUnit, from, to } = verdict.value;
      const receipts = (units.get(customAggregationUnit) ?? []).filter(
        ({ at }) => at >= from && at < to + DAY_MS,
      );
      const seen = new Set(receipts.filter(hasSeen).map(({ userId }) => userId)).size;
      const uniqueImpression = seen < FEWEST_TOLD ? null : seen;
      const nobody = { uniqueClick: null, uniqueMediaPlayed: null, uniqueMediaPlayed100Percent: null };
      return done({ overview: { uniqueImpression, ...nobody }, messages: [], clicks: [] });
    },
  };
}
