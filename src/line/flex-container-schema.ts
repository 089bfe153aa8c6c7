import { z } from "zod";
import { areaAction } from "./action-schema.ts";
import { flexBox, flexImage, flexVideo } from "./flex-component-schema.ts";
import { colour } from "./flex-format.ts";
import { MOST_BUBBLE_BYTES, MOST_BUBBLES, MOST_CAROUSEL_BYTES } from "./line-limits.ts";

const BLOCKS = ["header", "hero", "body", "footer"] as const;

/** The width of a bubble that does not say it. */
const USUAL_SIZE = "mega";
const SIZES_FOR_VIDEO: readonly string[] = ["kilo", "mega", "giga"];

const blockStyle = z.strictObject({
  backgroundColor: colour.optional(),
  separator: z.boolean().optional(),
  separatorColor: colour.optional(),
});

const bubbleObject = z.strictObject({
  type: z.literal("bubble"),
  size: z.enum(["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"]).optional(),
  direction: z.enum(["ltr", "rtl"]).optional(),
  header: flexBox.optional(),
  hero: z.discriminatedUnion("type", [flexBox, flexImage, flexVideo]).optional(),
  body: flexBox.optional(),
  footer: flexBox.optional(),
  styles: z
    .strictObject({
      header: blockStyle.optional(),
      hero: blockStyle.optional(),
      body: blockStyle.optional(),
      footer: blockStyle.optional(),
    })
    .optional(),
  action: areaAction.optional(),
});

type Bubble = z.infer<typeof bubbleObject>;

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), "utf8");
}

function beginsAbsolutely(block: Bubble[(typeof BLOCKS)[number]]): boolean {
  if (block?.type !== "box") return false;
  const first: unknown = block.contents[0];
  return typeof first === "object" && first !== null && "position" in first && first.position === "absolute";
}

/**
 * One message bubble.
 * @see https://developers.line.biz/en/reference/messaging-api/#bubble
 */
const bubble = bubbleObject.superRefine((value, context) => {
  const complain = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  if (BLOCKS.every((block) => value[block] === undefined)) complain([], "expected at least one block");
  for (const block of BLOCKS) {
    if (beginsAbsolutely(value[block])) {
      complain([block, "contents", "0", "position"], "the first child of a block cannot be absolute");
    }
  }
  if (value.hero?.type === "video" && !SIZES_FOR_VIDEO.includes(value.size ?? USUAL_SIZE)) {
    complain(["size"], "a video needs kilo, mega or giga");
  }
  if (jsonBytes(value) > MOST_BUBBLE_BYTES) complain([], `more than ${MOST_BUBBLE_BYTES} bytes`);
});

/**
 * Bubbles side by side, all of one width.
 * @see https://developers.line.biz/en/reference/messaging-api/#f-carousel
 */
const carousel = z
  .strictObject({ type: z.literal("carousel"), contents: z.array(bubble).min(1).max(MOST_BUBBLES) })
  .superRefine((value, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    const sizeOf = (one: Bubble | undefined) => one?.size ?? USUAL_SIZE;
    for (const [index, one] of value.contents.entries()) {
      if (sizeOf(one) !== sizeOf(value.contents[0])) {
        complain(["contents", index, "size"], "the bubbles of a carousel have one size");
      }
      if (one.hero?.type === "video") complain(["contents", index, "hero"], "no video in a carousel");
    }
    if (jsonBytes(value) > MOST_CAROUSEL_BYTES) complain([], `more than ${MOST_CAROUSEL_BYTES} bytes`);
  });

/**
 * What a Flex Message shows.
 * @see https://developers.line.biz/en/reference/messaging-api/#container
 */
export const flexContainer = z.discriminatedUnion("type", [bubble, carousel]);
