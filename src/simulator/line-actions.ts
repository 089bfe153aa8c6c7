import { z } from "zod";
import {
  CLIPBOARD_MAX,
  DISPLAY_TEXT_MAX,
  FILL_IN_TEXT_MAX,
  MESSAGE_ACTION_TEXT_MAX,
  POSTBACK_DATA_MAX,
  URI_MAX,
} from "./limits.ts";

/** How an action may look in one place: whether its label must be there and how long it may be. */
export interface ActionPlace {
  readonly labelMax: number;
  readonly labelRequired: boolean;
  /** Camera, camera roll and location exist on quick replies only. */
  readonly phoneActions?: boolean;
  /** Switching between rich menus exists on rich menus only. */
  readonly richMenuSwitch?: boolean;
}

const LINK = /^(https?:\/\/[^\s/]+|line:\/\/|tel:)\S*$/;

/** A link people can tap: http, https, line or tel. */
export const tappableUri = z.string().min(1).max(URI_MAX).regex(LINK, "Invalid action URI");

const inputOption = z.enum(["closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"]);

function postbackAction(label: z.ZodType) {
  return z
    .strictObject({
      type: z.literal("postback"),
      label,
      data: z.string().min(1).max(POSTBACK_DATA_MAX),
      displayText: z.string().min(1).max(DISPLAY_TEXT_MAX).optional(),
      text: z.string().min(1).max(DISPLAY_TEXT_MAX).optional(),
      inputOption: inputOption.optional(),
      fillInText: z.string().min(1).max(FILL_IN_TEXT_MAX).optional(),
    })
    .refine((action) => action.displayText === undefined || action.text === undefined, {
      error: "displayText and text cannot both be set",
      path: ["text"],
    })
    .refine((action) => action.fillInText === undefined || action.inputOption === "openKeyboard", {
      error: "fillInText needs inputOption openKeyboard",
      path: ["fillInText"],
    });
}

function datetimeAction(label: z.ZodType) {
  return z.strictObject({
    type: z.literal("datetimepicker"),
    label,
    data: z.string().min(1).max(POSTBACK_DATA_MAX),
    mode: z.enum(["date", "time", "datetime"]),
    initial: z.string().optional(),
    max: z.string().optional(),
    min: z.string().optional(),
  });
}

function uriAction(label: z.ZodType) {
  return z.strictObject({
    type: z.literal("uri"),
    label,
    uri: tappableUri,
    altUri: z.strictObject({ desktop: tappableUri }).optional(),
  });
}

function commonActions(label: z.ZodType) {
  return [
    postbackAction(label),
    z.strictObject({
      type: z.literal("message"),
      label,
      text: z.string().min(1).max(MESSAGE_ACTION_TEXT_MAX),
    }),
    uriAction(label),
    datetimeAction(label),
    z.strictObject({
      type: z.literal("clipboard"),
      label,
      clipboardText: z.string().min(1).max(CLIPBOARD_MAX),
    }),
  ] as const;
}

function phoneActions(label: z.ZodType) {
  return (["camera", "cameraRoll", "location"] as const).map((type) =>
    z.strictObject({ type: z.literal(type), label }),
  );
}

function richMenuSwitch(label: z.ZodType) {
  return z.strictObject({
    type: z.literal("richmenuswitch"),
    label,
    richMenuAliasId: z.string().regex(/^[a-z0-9_-]{1,32}$/),
    data: z.string().min(1).max(POSTBACK_DATA_MAX),
  });
}

/**
 * The action object as it must look in one place.
 * @see https://developers.line.biz/en/reference/messaging-api/#action-objects
 */
export function actionSchema(place: ActionPlace): z.ZodType {
  const text = z.string().min(1).max(place.labelMax);
  const label = place.labelRequired ? text : text.optional();
  return z.discriminatedUnion("type", [
    ...commonActions(label),
    ...(place.phoneActions ? phoneActions(label) : []),
    ...(place.richMenuSwitch ? [richMenuSwitch(label)] : []),
  ]);
}
