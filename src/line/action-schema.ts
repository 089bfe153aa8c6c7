import { z } from "zod";
import {
  MOST_ACTION_TEXT_LENGTH,
  MOST_CLIPBOARD_LENGTH,
  MOST_DISPLAY_TEXT_LENGTH,
  MOST_FILL_IN_TEXT_LENGTH,
  MOST_FLEX_LABEL_LENGTH,
  MOST_POSTBACK_DATA_LENGTH,
  MOST_QUICK_REPLY_LABEL_LENGTH,
  MOST_URI_LENGTH,
} from "./line-limits.ts";

type Label = z.ZodType<string | undefined>;

const uri = z
  .string()
  .max(MOST_URI_LENGTH)
  .regex(/^(?:https?|line|tel):\S+$/, "expected a http, https, line or tel address");

function postbackAction<L extends Label>(label: L) {
  const displayText = z.string().min(1).max(MOST_DISPLAY_TEXT_LENGTH);
  return z
    .strictObject({
      type: z.literal("postback"),
      label,
      data: z.string().min(1).max(MOST_POSTBACK_DATA_LENGTH),
      displayText: displayText.optional(),
      text: z.string().min(1).max(MOST_ACTION_TEXT_LENGTH).optional(),
      inputOption: z.enum(["closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"]).optional(),
      fillInText: z.string().min(1).max(MOST_FILL_IN_TEXT_LENGTH).optional(),
    })
    .refine((action) => action.displayText === undefined || action.text === undefined, {
      path: ["text"],
      message: "text and displayText exclude each other",
    })
    .refine((action) => action.fillInText === undefined || action.inputOption === "openKeyboard", {
      path: ["fillInText"],
      message: "expected inputOption openKeyboard with it",
    });
}

function anywhereActions<L extends Label>(label: L) {
  return [
    postbackAction(label),
    z.strictObject({
      type: z.literal("message"),
      label,
      text: z.string().min(1).max(MOST_ACTION_TEXT_LENGTH),
    }),
    z.strictObject({
      type: z.literal("uri"),
      label,
      uri,
      altUri: z.strictObject({ desktop: uri }).optional(),
    }),
    z.strictObject({
      type: z.literal("datetimepicker"),
      label,
      data: z.string().min(1).max(MOST_POSTBACK_DATA_LENGTH),
      mode: z.enum(["date", "time", "datetime"]),
      initial: z.string().optional(),
      max: z.string().optional(),
      min: z.string().optional(),
    }),
    z.strictObject({
      type: z.literal("clipboard"),
      label,
      clipboardText: z.string().min(1).max(MOST_CLIPBOARD_LENGTH),
    }),
  ] as const;
}

const flexLabel = z.string().min(1).max(MOST_FLEX_LABEL_LENGTH);
const quickReplyLabel = z.string().min(1).max(MOST_QUICK_REPLY_LABEL_LENGTH);

/**
 * What a button of a Flex Message does; its label is shown and therefore required.
 * @see https://developers.line.biz/en/reference/messaging-api/#action-objects
 */
export const buttonAction = z.discriminatedUnion("type", anywhereActions(flexLabel));

/**
 * What happens when a box, image, text or bubble is tapped; its label is never shown.
 * @see https://developers.line.biz/en/reference/messaging-api/#action-objects
 */
export const areaAction = z.discriminatedUnion("type", anywhereActions(flexLabel.optional()));

/**
 * What a quick reply does.
 * @see https://developers.line.biz/en/reference/messaging-api/#quick-reply
 */
export const quickReplyAction = z.discriminatedUnion("type", [
  ...anywhereActions(quickReplyLabel),
  z.strictObject({ type: z.literal("camera"), label: quickReplyLabel }),
  z.strictObject({ type: z.literal("cameraRoll"), label: quickReplyLabel }),
  z.strictObject({ type: z.literal("location"), label: quickReplyLabel }),
]);
