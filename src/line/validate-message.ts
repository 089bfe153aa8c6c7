import { z } from "zod";
import { quickReplyAction } from "./action-schema.ts";
import { flexContainer } from "./flex-container-schema.ts";
import { mediaUrl } from "./flex-format.ts";
import {
  MOST_ALT_TEXT_LENGTH,
  MOST_ANIMATED_IMAGES,
  MOST_QUICK_REPLIES,
  MOST_TEXT_LENGTH,
} from "./line-limits.ts";

/** What is wrong with a message, and where; never what it says. */
export interface MessageProblem {
  /** Property names and indexes from the outside in, e.g. `["contents", "body", "contents", "0", "warp"]`. */
  readonly path: readonly string[];
  readonly problem: string;
}

const quickReply = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          type: z.literal("action"),
          imageUrl: mediaUrl.optional(),
          action: quickReplyAction,
        }),
      )
      .min(1)
      .max(MOST_QUICK_REPLIES),
  })
  .optional();

const textMessage = z.strictObject({
  type: z.literal("text"),
  text: z.string().min(1).max(MOST_TEXT_LENGTH),
  quickReply,
});

const flexMessage = z
  .strictObject({
    type: z.literal("flex"),
    altText: z.string().min(1).max(MOST_ALT_TEXT_LENGTH),
    contents: flexContainer,
    quickReply,
  })
  .refine((message) => countAnimated(message.contents) <= MOST_ANIMATED_IMAGES, {
    path: ["contents"],
    message: `more than ${MOST_ANIMATED_IMAGES} animated images`,
  });

const message = z.discriminatedUnion("type", [textMessage, flexMessage]);

function countAnimated(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const here = "animated" in value && value.animated === true ? 1 : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + countAnimated(inner), here);
}

function problemsOf(issue: z.core.$ZodIssue): MessageProblem[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return [{ path, problem: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key], problem: "no such property" }));
}

/**
 * Checks one outgoing message (text or Flex) against LINE's limits, values and property names. Empty when
 * LINE would accept it; never throws. Lengths are UTF-16 code units, sizes bytes of UTF-8 JSON.
 * @see https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export function validateMessage(value: unknown): readonly MessageProblem[] {
  try {
    return message.safeParse(value).error?.issues.flatMap(problemsOf) ?? [];
  } catch {
    // Only a value nested beyond the call stack gets here.
    return [{ path: [], problem: "cannot be checked" }];
  }
}
