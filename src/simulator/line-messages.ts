import { z } from "zod";
import {
  ALT_TEXT_MAX,
  IMAGE_URL_MAX,
  MESSAGES_PER_CALL_MAX,
  QUICK_REPLIES_MAX,
  SENDER_NAME_MAX,
  SHORT_LABEL_MAX,
  TEMPLATE_ALT_TEXT_MAX,
  TEXT_MAX,
} from "./limits.ts";
import { actionSchema, tappableUri } from "./line-actions.ts";
import { flexContainer } from "./line-flex.ts";

const httpsUrl = z
  .string()
  .max(IMAGE_URL_MAX)
  .regex(/^https:\/\/[^\s/]+\S*$/, "Invalid URL: must be https");

const quickAction = actionSchema({ labelMax: SHORT_LABEL_MAX, labelRequired: true, phoneActions: true });
const templateAction = actionSchema({ labelMax: SHORT_LABEL_MAX, labelRequired: true });

const common = {
  quickReply: z
    .strictObject({
      items: z
        .array(
          z.strictObject({ type: z.literal("action"), imageUrl: httpsUrl.optional(), action: quickAction }),
        )
        .min(1)
        .max(QUICK_REPLIES_MAX),
    })
    .optional(),
  sender: z
    .strictObject({ name: z.string().min(1).max(SENDER_NAME_MAX).optional(), iconUrl: httpsUrl.optional() })
    .optional(),
};

const textOfMessage = z.string().min(1).max(TEXT_MAX);

const textMessage = z.strictObject({
  type: z.literal("text"),
  text: textOfMessage,
  emojis: z
    .array(
      z.strictObject({
        index: z.number().int().min(0),
        productId: z.string().min(1),
        emojiId: z.string().min(1),
      }),
    )
    .max(20)
    .optional(),
  quoteToken: z.string().min(1).optional(),
  ...common,
});

const mentionee = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("user"), userId: z.string().min(1) }),
  z.strictObject({ type: z.literal("all") }),
]);

const textV2Message = z.strictObject({
  type: z.literal("textV2"),
  text: textOfMessage,
  substitution: z
    .record(
      z.string().regex(/^[a-zA-Z0-9_]{1,20}$/),
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("mention"), mentionee }),
        z.strictObject({
          type: z.literal("emoji"),
          productId: z.string().min(1),
          emojiId: z.string().min(1),
        }),
      ]),
    )
    .optional(),
  quoteToken: z.string().min(1).optional(),
  ...common,
});

const stickerMessage = z.strictObject({
  type: z.literal("sticker"),
  packageId: z.string().min(1),
  stickerId: z.string().min(1),
  quoteToken: z.string().min(1).optional(),
  ...common,
});

const pictures = { originalContentUrl: httpsUrl, previewImageUrl: httpsUrl };

const imageMessage = z.strictObject({ type: z.literal("image"), ...pictures, ...common });

const videoMessage = z.strictObject({
  type: z.literal("video"),
  ...pictures,
  trackingId: z.string().min(1).max(100).optional(),
  ...common,
});

const audioMessage = z.strictObject({
  type: z.literal("audio"),
  originalContentUrl: httpsUrl,
  duration: z.number().int().min(1),
  ...common,
});

const locationMessage = z.strictObject({
  type: z.literal("location"),
  title: z.string().min(1).max(100),
  address: z.string().min(1).max(100),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  ...common,
});

const templateImage = {
  imageAspectRatio: z.enum(["rectangle", "square"]).optional(),
  imageSize: z.enum(["cover", "contain"]).optional(),
};
const templateFace = {
  thumbnailImageUrl: httpsUrl.optional(),
  imageBackgroundColor: z.string().optional(),
  title: z.string().min(1).max(40).optional(),
  defaultAction: templateAction.optional(),
};

const buttonsTemplate = z.strictObject({
  type: z.literal("buttons"),
  ...templateFace,
  ...templateImage,
  text: z.string().min(1).max(160),
  actions: z.array(templateAction).min(1).max(4),
});

const confirmTemplate = z.strictObject({
  type: z.literal("confirm"),
  text: z.string().min(1).max(240),
  actions: z.array(templateAction).length(2),
});

const carouselTemplate = z.strictObject({
  type: z.literal("carousel"),
  ...templateImage,
  columns: z
    .array(
      z.strictObject({
        ...templateFace,
        text: z.string().min(1).max(120),
        actions: z.array(templateAction).min(1).max(3),
      }),
    )
    .min(1)
    .max(10),
});

const imageCarouselTemplate = z.strictObject({
  type: z.literal("image_carousel"),
  columns: z
    .array(z.strictObject({ imageUrl: httpsUrl, action: templateAction }))
    .min(1)
    .max(10),
});

const templateMessage = z.strictObject({
  type: z.literal("template"),
  altText: z.string().min(1).max(TEMPLATE_ALT_TEXT_MAX),
  template: z.discriminatedUnion("type", [
    buttonsTemplate,
    confirmTemplate,
    carouselTemplate,
    imageCarouselTemplate,
  ]),
  ...common,
});

const area = z.strictObject({
  x: z.number().int().min(0),
  y: z.number().int().min(0),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});

const imagemapMessage = z.strictObject({
  type: z.literal("imagemap"),
  baseUrl: httpsUrl,
  altText: z.string().min(1).max(ALT_TEXT_MAX),
  baseSize: z.strictObject({ width: z.literal(1040), height: z.number().int().min(1) }),
  actions: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({
          type: z.literal("message"),
          text: z.string().min(1).max(400),
          label: z.string().optional(),
          area,
        }),
        z.strictObject({ type: z.literal("uri"), linkUri: tappableUri, label: z.string().optional(), area }),
      ]),
    )
    .min(1)
    .max(50),
  ...common,
});

const flexMessage = z.strictObject({
  type: z.literal("flex"),
  altText: z.string().min(1).max(ALT_TEXT_MAX),
  contents: flexContainer,
  ...common,
});

/**
 * One message object as LINE accepts it. Videos in image maps and coupons are the parts not known here.
 * @see https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export const lineMessage = z.discriminatedUnion("type", [
  textMessage,
  textV2Message,
  stickerMessage,
  imageMessage,
  videoMessage,
  audioMessage,
  locationMessage,
  imagemapMessage,
  templateMessage,
  flexMessage,
]);

/** The `messages` of one call. */
export const lineMessages = z.array(lineMessage).min(1).max(MESSAGES_PER_CALL_MAX);
