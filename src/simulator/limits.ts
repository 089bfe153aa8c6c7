/**
 * What LINE accepts, written down a second time on purpose: the stand-in must not share a mistake with the
 * code it judges. Lengths are UTF-16 code units, as LINE counts them.
 */

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message */
export const TEXT_MAX = 5000;

/** @see https://developers.line.biz/en/reference/messaging-api/#flex-message */
export const ALT_TEXT_MAX = 1500;

/** @see https://developers.line.biz/en/reference/messaging-api/#template-messages */
export const TEMPLATE_ALT_TEXT_MAX = 1500;

/** @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-request-body */
export const MESSAGES_PER_CALL_MAX = 5;

/** @see https://developers.line.biz/en/reference/messaging-api/#send-multicast-message-request-body */
export const MULTICAST_RECIPIENTS_MAX = 500;

/** @see https://developers.line.biz/en/reference/messaging-api/#postback-action */
export const POSTBACK_DATA_MAX = 300;
export const DISPLAY_TEXT_MAX = 300;
export const FILL_IN_TEXT_MAX = 300;

/** @see https://developers.line.biz/en/reference/messaging-api/#message-action */
export const MESSAGE_ACTION_TEXT_MAX = 300;

/** @see https://developers.line.biz/en/reference/messaging-api/#uri-action */
export const URI_MAX = 1000;

/** @see https://developers.line.biz/en/reference/messaging-api/#clipboard-action */
export const CLIPBOARD_MAX = 1000;

/** @see https://developers.line.biz/en/reference/messaging-api/#action-objects */
export const FLEX_LABEL_MAX = 40;
export const SHORT_LABEL_MAX = 20;

/** @see https://developers.line.biz/en/reference/messaging-api/#items-object */
export const QUICK_REPLIES_MAX = 13;

/** @see https://developers.line.biz/en/reference/messaging-api/#bubble */
export const BUBBLE_BYTES_MAX = 30 * 1024;

/** @see https://developers.line.biz/en/reference/messaging-api/#f-carousel */
export const CAROUSEL_BYTES_MAX = 50 * 1024;
export const CAROUSEL_BUBBLES_MAX = 12;

/** @see https://developers.line.biz/en/reference/messaging-api/#icon-nickname-switch */
export const SENDER_NAME_MAX = 20;

/** @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export const IMAGE_URL_MAX = 2000;
export const ANIMATED_IMAGES_MAX = 10;

/** @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator */
export const LOADING_SECONDS = { least: 5, most: 60, step: 5, usual: 20 } as const;

/** @see https://developers.line.biz/en/reference/messaging-api/#rich-menu-object */
export const RICH_MENU = {
  nameMax: 300,
  chatBarTextMax: 14,
  areasMax: 20,
  widthLeast: 800,
  widthMost: 2500,
  heightLeast: 250,
  ratioLeast: 1.45,
  imageBytesMax: 1024 * 1024,
} as const;

/** A reply token lives about one minute after the webhook was received.
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
export const REPLY_TOKEN_LIFE_MS = 60_000;

/** A redelivered event's token is good again for a minute, unless used or this old.
 * @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery */
export const REPLY_TOKEN_RENEWAL_MS = 20 * 60_000;

/** @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
export const RETRY_KEY_LIFE_MS = 24 * 3_600_000;

/** @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/ */
export const WEBHOOK_TIMEOUT_MS = 2000;

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token */
export const STATELESS_TOKEN_LIFE_MS = 15 * 60_000;

/** Calls in one second, per channel and endpoint.
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits */
export const CALLS_PER_SECOND = { usual: 2000, multicast: 200, loading: 100 } as const;
