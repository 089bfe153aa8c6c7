import { z } from "zod";
import { MOST_ASPECT_RATIO_PART, MOST_HEIGHT_PER_WIDTH, MOST_MEDIA_URL_LENGTH } from "./line-limits.ts";

const PIXELS = String.raw`\d+(?:\.\d+)?px`;
const SIGNED_PIXELS = String.raw`-?\d+(?:\.\d+)?px`;
const PERCENT = String.raw`\d+(?:\.\d+)?%`;
const SIGNED_PERCENT = String.raw`-?\d+(?:\.\d+)?%`;
const SPACES = ["none", "xs", "sm", "md", "lg", "xl", "xxl"];
const FONT_SIZES = ["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"];
const BORDERS = ["none", "light", "normal", "medium", "semi-bold", "bold"];

function oneOf(expected: string, ...alternatives: readonly string[]) {
  return z.string().regex(new RegExp(`^(?:${alternatives.join("|")})$`), `expected ${expected}`);
}

/** `#RRGGBB` or `#RRGGBBAA`. */
export const colour = oneOf("#RRGGBB or #RRGGBBAA", "#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?");

/** Width and height of a box: pixels or per cent. */
export const boxLength = oneOf("pixels or per cent", PIXELS, PERCENT);

/** Padding of a box: pixels, per cent or keyword. */
export const padding = oneOf(`pixels, per cent or ${SPACES.join(" ")}`, PIXELS, PERCENT, ...SPACES);

/** Margin and spacing: pixels or keyword. */
export const space = oneOf(`pixels or ${SPACES.join(" ")}`, PIXELS, ...SPACES);

/** Radius of a box's corners: pixels or keyword. */
export const cornerRadius = space;

/** Width of a box's border: pixels or keyword. */
export const borderWidth = oneOf(`pixels or ${BORDERS.join(" ")}`, PIXELS, ...BORDERS);

/**
 * Offset from the reference position: pixels or per cent, also negative, or keyword.
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-offset
 */
export const offset = oneOf(
  `pixels, per cent or ${SPACES.join(" ")}`,
  SIGNED_PIXELS,
  SIGNED_PERCENT,
  ...SPACES,
);

/**
 * Size of text, span and icon: pixels or keyword.
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#other-component-size
 */
export const fontSize = oneOf(`pixels or ${FONT_SIZES.join(" ")}`, PIXELS, ...FONT_SIZES);

/** Size of an image: pixels, per cent or keyword. */
export const imageSize = oneOf(
  `pixels, per cent or ${FONT_SIZES.join(" ")} full`,
  PIXELS,
  PERCENT,
  ...FONT_SIZES,
  "full",
);

/** Line spacing: pixels. */
export const pixels = oneOf("pixels", PIXELS);

/** Angle of a gradient: degrees from 0 to below 360. */
export const angle = oneOf("degrees", String.raw`\d+(?:\.\d+)?deg`).refine(
  (value) => Number.parseFloat(value) < 360,
  "expected less than 360deg",
);

/** Position of a gradient's middle: 0% to 100%. */
export const centerPosition = oneOf("per cent", PERCENT).refine(
  (value) => Number.parseFloat(value) <= 100,
  "expected at most 100%",
);

/** Share of the parent's free space. */
export const flexShare = z.int().nonnegative();

/** `{width}:{height}`. */
export const aspectRatio = oneOf("width:height", String.raw`\d+(?:\.\d+)?:\d+(?:\.\d+)?`).refine((value) => {
  const [width = 0, height = 0] = value.split(":").map(Number);
  const inRange = [width, height].every((part) => part >= 1 && part <= MOST_ASPECT_RATIO_PART);
  return inRange && height <= width * MOST_HEIGHT_PER_WIDTH;
}, "expected parts from 1 to 100000 and a height of at most three widths");

/** Address of a picture or video. */
export const mediaUrl = z
  .string()
  .max(MOST_MEDIA_URL_LENGTH)
  .regex(/^https:\/\/\S+$/, "expected an https address");
