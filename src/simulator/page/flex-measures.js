/** LINE's keywords in pixels, as its own simulator draws them. */
const STEPS = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const FONT = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74 };
const IMAGE = {
  xxs: 40,
  xs: 60,
  sm: 80,
  md: 100,
  lg: 120,
  xl: 140,
  xxl: 160,
  "3xl": 180,
  "4xl": 200,
  "5xl": 220,
};
const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };

/** Widths of bubbles on a phone. */
export const BUBBLE_WIDTH = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 386 };

const NUMBER = /^-?\d+(\.\d+)?(px|%)$/;

function lengthIn(table, value) {
  if (typeof value !== "string") return undefined;
  if (Object.hasOwn(table, value)) return `${table[value]}px`;
  return NUMBER.test(value) ? value : undefined;
}

/** A margin, spacing, padding, radius or offset as CSS, or undefined. */
export const step = (value) => lengthIn(STEPS, value);
export const fontSize = (value) => lengthIn(FONT, value ?? "md");
export const imageSize = (value) => (value === "full" ? "100%" : lengthIn(IMAGE, value ?? "md"));
export const borderWidth = (value) => lengthIn(BORDER, value);
/** A width or height: pixels or percent only. */
export const extent = (value) => lengthIn({}, value);
/** A colour of six or eight hexadecimal digits, or undefined. */
export const color = (value) => (/^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(value ?? "") ? value : undefined);

/** Sets those CSS properties that have a value. */
export function style(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) element.style.setProperty(name, String(value));
  }
  return element;
}
