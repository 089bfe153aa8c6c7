import { z } from "zod";
import {
  ANIMATED_IMAGES_MAX,
  BUBBLE_BYTES_MAX,
  CAROUSEL_BUBBLES_MAX,
  CAROUSEL_BYTES_MAX,
  FLEX_LABEL_MAX,
  IMAGE_URL_MAX,
} from "./limits.ts";
import { actionSchema } from "./line-actions.ts";

const PIXELS = String.raw`\d+(\.\d+)?px`;
const PERCENT = String.raw`\d+(\.\d+)?%`;
const STEPS = "none|xs|sm|md|lg|xl|xxl";
const SIZES = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl";

function measure(...alternatives: string[]): z.ZodString {
  return z.string().regex(new RegExp(`^(${alternatives.join("|")})$`), "Invalid value");
}

const step = measure(STEPS, PIXELS).optional();
const padding = measure(STEPS, PIXELS, PERCENT).optional();
const offset = measure(STEPS, `-?${PIXELS}`, `-?${PERCENT}`).optional();
// A bar of no width must be left out: LINE wants lengths above zero here.
const extent = measure(PIXELS, PERCENT)
  .refine((text) => Number.parseFloat(text) > 0, "Invalid value")
  .optional();
const fontSize = measure(SIZES, PIXELS).optional();
const color = z
  .string()
  .regex(/^#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/, "Invalid color")
  .optional();
const flex = z.number().int().min(0).optional();
const httpsUrl = z
  .string()
  .max(IMAGE_URL_MAX)
  .regex(/^https:\/\/[^\s/]+\S*$/, "Invalid URL: must be https");
const action = actionSchema({ labelMax: FLEX_LABEL_MAX, labelRequired: false });
const labelledAction = actionSchema({ labelMax: FLEX_LABEL_MAX, labelRequired: true });

const place = {
  margin: step,
  position: z.enum(["relative", "absolute"]).optional(),
  offsetTop: offset,
  offsetBottom: offset,
  offsetStart: offset,
  offsetEnd: offset,
};
const align = z.enum(["start", "end", "center"]).optional();
const gravity = z.enum(["top", "bottom", "center"]).optional();
const adjustMode = z.literal("shrink-to-fit").optional();
const look = {
  size: fontSize,
  color,
  weight: z.enum(["regular", "bold"]).optional(),
  style: z.enum(["normal", "italic"]).optional(),
  decoration: z.enum(["none", "underline", "line-through"]).optional(),
};

const span = z.strictObject({ type: z.literal("span"), text: z.string().min(1), ...look });

const text = z
  .strictObject({
    type: z.literal("text"),
    text: z.string().min(1).optional(),
    contents: z.array(span).optional(),
    ...look,
    ...place,
    flex,
    align,
    gravity,
    wrap: z.boolean().optional(),
    lineSpacing: measure(PIXELS).optional(),
    maxLines: z.number().int().min(0).optional(),
    adjustMode,
    scaling: z.boolean().optional(),
    action: action.optional(),
  })
  .refine((component) => component.text !== undefined || (component.contents?.length ?? 0) > 0, {
    error: "must be specified",
    path: ["text"],
  });

const button = z.strictObject({
  type: z.literal("button"),
  action: labelledAction,
  ...place,
  flex,
  color,
  gravity,
  style: z.enum(["primary", "secondary", "link"]).optional(),
  height: z.enum(["sm", "md"]).optional(),
  adjustMode,
  scaling: z.boolean().optional(),
});

const aspectRatio = z
  .string()
  .regex(/^\d+(\.\d+)?:\d+(\.\d+)?$/, "Invalid aspect ratio")
  .refine((ratio) => {
    const [width = 0, height = 0] = ratio.split(":").map(Number);
    return width > 0 && height > 0 && height <= 3 * width;
  }, "Invalid aspect ratio")
  .optional();

const image = z.strictObject({
  type: z.literal("image"),
  url: httpsUrl,
  ...place,
  flex,
  align,
  gravity,
  size: measure(SIZES, "full", PIXELS, PERCENT).optional(),
  aspectRatio,
  aspectMode: z.enum(["fit", "cover"]).optional(),
  backgroundColor: color,
  animated: z.boolean().optional(),
  action: action.optional(),
});

const icon = z.strictObject({
  type: z.literal("icon"),
  url: httpsUrl,
  ...place,
  size: measure(SIZES, PIXELS).optional(),
  aspectRatio,
  scaling: z.boolean().optional(),
});

const separator = z.strictObject({ type: z.literal("separator"), margin: step, color });
const filler = z.strictObject({ type: z.literal("filler"), flex });

const background = z.strictObject({
  type: z.literal("linearGradient"),
  angle: z
    .string()
    .regex(/^\d+(\.\d+)?deg$/, "Invalid angle")
    .refine((angle) => Number.parseFloat(angle) < 360, "Invalid angle"),
  startColor: color.unwrap(),
  endColor: color.unwrap(),
  centerColor: color,
  centerPosition: measure(PERCENT).optional(),
});

const box = z
  .strictObject({
    type: z.literal("box"),
    layout: z.enum(["horizontal", "vertical", "baseline"]),
    get contents(): z.ZodType<readonly { type: string }[]> {
      return z.array(component);
    },
    ...place,
    flex,
    spacing: step,
    backgroundColor: color,
    borderColor: color,
    borderWidth: measure("none|light|normal|medium|semi-bold|bold", PIXELS).optional(),
    cornerRadius: step,
    width: extent,
    maxWidth: extent,
    height: extent,
    maxHeight: extent,
    paddingAll: padding,
    paddingTop: padding,
    paddingBottom: padding,
    paddingStart: padding,
    paddingEnd: padding,
    action: action.optional(),
    justifyContent: z
      .enum(["center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"])
      .optional(),
    alignItems: z.enum(["center", "flex-start", "flex-end"]).optional(),
    background: background.optional(),
  })
  .superRefine((value, context) => {
    const baseline = value.layout === "baseline";
    value.contents.forEach((child, index) => {
      const allowed = baseline ? BASELINE_CHILDREN.has(child.type) : child.type !== "icon";
      if (!allowed) {
        const message = `${child.type} is not allowed in a ${value.layout} box`;
        context.addIssue({ code: "custom", message, path: ["contents", index] });
      }
    });
  });

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-elements/#box-layout-types */
const BASELINE_CHILDREN = new Set(["text", "icon", "filler"]);

const component: z.ZodType<{ type: string }> = z.discriminatedUnion("type", [
  box,
  text,
  button,
  image,
  icon,
  separator,
  filler,
]);

const block = box.refine(
  (value) => (value.contents[0] as { position?: unknown } | undefined)?.position !== "absolute",
  { error: "The first component of a block cannot be absolute", path: ["contents", 0, "position"] },
);

const video = z.strictObject({
  type: z.literal("video"),
  url: httpsUrl,
  previewUrl: httpsUrl,
  altContent: z.discriminatedUnion("type", [box, image]),
  aspectRatio,
  action: uriOnly(),
});

function uriOnly(): z.ZodType {
  return action
    .refine((value) => (value as { type: string }).type === "uri", "must be a uri action")
    .optional();
}

const blockStyle = z.strictObject({
  backgroundColor: color,
  separator: z.boolean().optional(),
  separatorColor: color,
});

/** Bytes of the JSON LINE would receive. */
function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** @see https://developers.line.biz/en/reference/messaging-api/#f-video */
const SIZES_FOR_VIDEO = new Set(["kilo", "mega", "giga"]);

const BLOCKS = ["header", "hero", "body", "footer"] as const;

const bubble = z
  .strictObject({
    type: z.literal("bubble"),
    size: z.enum(["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"]).optional(),
    direction: z.enum(["ltr", "rtl"]).optional(),
    header: block.optional(),
    hero: z.discriminatedUnion("type", [box, image, video]).optional(),
    body: block.optional(),
    footer: block.optional(),
    styles: z
      .strictObject({
        header: blockStyle.optional(),
        hero: blockStyle.optional(),
        body: blockStyle.optional(),
        footer: blockStyle.optional(),
      })
      .optional(),
    action: action.optional(),
  })
  .refine((value) => BLOCKS.some((name) => value[name] !== undefined), "At least one block must be specified")
  .refine((value) => value.hero?.type !== "video" || SIZES_FOR_VIDEO.has(value.size ?? "mega"), {
    error: "A video needs a bubble of kilo, mega or giga",
    path: ["hero"],
  })
  .refine((value) => bytesOf(value) <= BUBBLE_BYTES_MAX, "The bubble is larger than 30 KB");

const carousel = z
  .strictObject({
    type: z.literal("carousel"),
    contents: z.array(bubble).min(1).max(CAROUSEL_BUBBLES_MAX),
  })
  .refine((value) => new Set(value.contents.map((one) => one.size ?? "mega")).size <= 1, {
    error: "All bubbles of a carousel must have the same size",
    path: ["contents"],
  })
  .refine((value) => value.contents.every((one) => one.hero?.type !== "video"), {
    error: "A carousel cannot hold a video",
    path: ["contents"],
  })
  .refine((value) => bytesOf(value) <= CAROUSEL_BYTES_MAX, "The carousel is larger than 50 KB");

/**
 * A Flex container as LINE accepts it: nothing unknown, nothing out of place, nothing too large.
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-elements/
 */
export const flexContainer: z.ZodType = z
  .discriminatedUnion("type", [bubble, carousel])
  .refine((container) => animatedIn(container) <= ANIMATED_IMAGES_MAX, "Too many animated images");

function animatedIn(part: unknown): number {
  if (typeof part !== "object" || part === null) return 0;
  const own = (part as { animated?: unknown }).animated === true ? 1 : 0;
  return Object.values(part).reduce((sum: number, inner) => sum + animatedIn(inner), own);
}
