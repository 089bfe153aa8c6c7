const graphemes = new Intl.Segmenter("th", { granularity: "grapheme" });

/** Enough beyond the limit to see where the grapheme at the limit ends; no sane grapheme is longer. */
const LOOK_AHEAD = 200;

/**
 * The longest beginning of `text` of at most `mostLength` UTF-16 code units that splits no grapheme, so
 * that no Thai tone mark or part of an emoji is cut off. A text that begins with a longer grapheme is cut
 * inside it: the result is never empty unless the text is.
 */
export function cutText(text: string, mostLength: number): string {
  if (text.length <= mostLength) return text;
  const around = graphemes.segment(text.slice(0, mostLength + LOOK_AHEAD)).containing(mostLength);
  const boundary = around === undefined || around.index === 0 ? mostLength : around.index;
  return text.slice(0, boundary).replace(/[\uD800-\uDBFF]$/, "");
}
