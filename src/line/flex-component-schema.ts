import { z } from "zod";
import { areaAction, buttonAction } from "./action-schema.ts";
import {
  angle,
  aspectRatio,
  borderWidth,
  boxLength,
  centerPosition,
  colour,
  cornerRadius,
  flexShare,
  fontSize,
  imageSize,
  mediaUrl,
  offset,
  padding,
  pixels,
  space,
} from "./flex-format.ts";

const placement = {
  margin: space.optional(),
  position: z.enum(["relative", "absolute"]).optional(),
  offsetTop: offset.optional(),
  offsetBottom: offset.optional(),
  offsetStart: offset.optional(),
  offsetEnd: offset.optional(),
};

const lettering = {
  color: colour.optional(),
  weight: z.enum(["regular", "bold"]).optional(),
  style: z.enum(["normal", "italic"]).optional(),
  decoration: z.enum(["none", "underline", "line-through"]).optional(),
};

const gravity = z.enum(["top", "bottom", "center"]).optional();
const align = z.enum(["start", "end", "center"]).optional();
const adjustMode = z.literal("shrink-to-fit").optional();
const scaling = z.boolean().optional();

/** @see https://developers.line.biz/en/reference/messaging-api/#span */
const span = z.strictObject({
  type: z.literal("span"),
  text: z.string().min(1),
  size: fontSize.optional(),
  ...lettering,
});

/** @see https://developers.line.biz/en/reference/messaging-api/#f-text */
const text = z
  .strictObject({
    type: z.literal("text"),
    text: z.string().min(1).optional(),
    contents: z.array(span).min(1).optional(),
    flex: flexShare.optional(),
    size: fontSize.optional(),
    align,
    gravity,
    wrap: z.boolean().optional(),
    lineSpacing: pixels.optional(),
    maxLines: z.int().nonnegative().optional(),
    action: areaAction.optional(),
    adjustMode,
    scaling,
    ...lettering,
    ...placement,
  })
  .refine((component) => component.text !== undefined || component.contents !== undefined, {
    path: ["text"],
    message: "expected text or contents",
  });

/** @see https://developers.line.biz/en/reference/messaging-api/#button */
const button = z.strictObject({
  type: z.literal("button"),
  action: buttonAction,
  flex: flexShare.optional(),
  height: z.enum(["sm", "md"]).optional(),
  style: z.enum(["primary", "secondary", "link"]).optional(),
  color: colour.optional(),
  gravity,
  adjustMode,
  scaling,
  ...placement,
});

/**
 * A picture, in a box or as hero.
 * @see https://developers.line.biz/en/reference/messaging-api/#f-image
 */
export const flexImage = z.strictObject({
  type: z.literal("image"),
  url: mediaUrl,
  flex: flexShare.optional(),
  size: imageSize.optional(),
  align,
  gravity,
  aspectRatio: aspectRatio.optional(),
  aspectMode: z.enum(["cover", "fit"]).optional(),
  backgroundColor: colour.optional(),
  action: areaAction.optional(),
  animated: z.boolean().optional(),
  ...placement,
});

/** @see https://developers.line.biz/en/reference/messaging-api/#icon */
const icon = z.strictObject({
  type: z.literal("icon"),
  url: mediaUrl,
  size: fontSize.optional(),
  aspectRatio: aspectRatio.optional(),
  scaling,
  ...placement,
});

/** @see https://developers.line.biz/en/reference/messaging-api/#separator */
const separator = z.strictObject({
  type: z.literal("separator"),
  margin: space.optional(),
  color: colour.optional(),
});

/** @see https://developers.line.biz/en/reference/messaging-api/#filler */
const filler = z.strictObject({ type: z.literal("filler"), flex: flexShare.optional() });

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#linear-gradient-bg */
const background = z.strictObject({
  type: z.literal("linearGradient"),
  angle,
  startColor: colour,
  endColor: colour,
  centerColor: colour.optional(),
  centerPosition: centerPosition.optional(),
});

const boxProperties = {
  type: z.literal("box"),
  flex: flexShare.optional(),
  spacing: space.optional(),
  backgroundColor: colour.optional(),
  borderColor: colour.optional(),
  borderWidth: borderWidth.optional(),
  cornerRadius: cornerRadius.optional(),
  width: boxLength.optional(),
  maxWidth: boxLength.optional(),
  height: boxLength.optional(),
  maxHeight: boxLength.optional(),
  paddingAll: padding.optional(),
  paddingTop: padding.optional(),
  paddingBottom: padding.optional(),
  paddingStart: padding.optional(),
  paddingEnd: padding.optional(),
  action: areaAction.optional(),
  justifyContent: z
    .enum(["center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"])
    .optional(),
  alignItems: z.enum(["center", "flex-start", "flex-end"]).optional(),
  background: background.optional(),
  ...placement,
};

const baselineChild = z.discriminatedUnion("type", [icon, text, filler]);

/**
 * A box. What it may contain depends on its layout: icons only stand on a baseline, buttons, images,
 * separators and further boxes never do.
 * @see https://developers.line.biz/en/reference/messaging-api/#box
 */
export const flexBox = z.discriminatedUnion("layout", [
  z.strictObject({
    ...boxProperties,
    layout: z.enum(["horizontal", "vertical"]),
    contents: z.array(z.lazy((): z.ZodType => child)),
  }),
  z.strictObject({ ...boxProperties, layout: z.literal("baseline"), contents: z.array(baselineChild) }),
]);

const child = z.discriminatedUnion("type", [flexBox, button, flexImage, text, separator, filler]);

/**
 * A film; only directly as hero.
 * @see https://developers.line.biz/en/reference/messaging-api/#f-video
 */
export const flexVideo = z.strictObject({
  type: z.literal("video"),
  url: mediaUrl,
  previewUrl: mediaUrl,
  altContent: z.discriminatedUnion("type", [flexBox, flexImage]),
  aspectRatio: aspectRatio.optional(),
  action: areaAction.optional(),
});
