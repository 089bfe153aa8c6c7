/**
 * How long LINE waits for the answer to a webhook.
 * @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/
 */
export const WEBHOOK_ANSWER_WITHIN_MS = 2_000;

/**
 * Largest webhook body taken in. LINE documents no maximum; this one is ours.
 * @see https://developers.line.biz/en/reference/messaging-api/#request-body
 */
export const MOST_WEBHOOK_BYTES = 1_048_576;

/**
 * Message objects in one reply or push.
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message
 */
export const MOST_MESSAGES_PER_REQUEST = 5;

/**
 * Characters (UTF-16 code units) of a text message, sent or received.
 * @see https://developers.line.biz/en/reference/messaging-api/#text-message
 */
export const MOST_TEXT_LENGTH = 5_000;

/**
 * Characters of the text shown instead of a Flex Message.
 * @see https://developers.line.biz/en/reference/messaging-api/#flex-message
 */
export const MOST_ALT_TEXT_LENGTH = 1_500;

/**
 * Characters a postback carries.
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-action
 */
export const MOST_POSTBACK_DATA_LENGTH = 300;

/**
 * Characters shown in the chat as said when a postback button is tapped.
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-action
 */
export const MOST_DISPLAY_TEXT_LENGTH = 300;

/**
 * Characters put into the keyboard's input field by a postback.
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-action
 */
export const MOST_FILL_IN_TEXT_LENGTH = 300;

/**
 * Characters sent by a message action.
 * @see https://developers.line.biz/en/reference/messaging-api/#message-action
 */
export const MOST_ACTION_TEXT_LENGTH = 300;

/**
 * Characters of the label of an action in a Flex Message.
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-action
 */
export const MOST_FLEX_LABEL_LENGTH = 40;

/**
 * Characters of the label of a quick reply.
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-action
 */
export const MOST_QUICK_REPLY_LABEL_LENGTH = 20;

/**
 * Quick reply buttons of one message.
 * @see https://developers.line.biz/en/reference/messaging-api/#items-object
 */
export const MOST_QUICK_REPLIES = 13;

/**
 * Characters of the address a uri action opens.
 * @see https://developers.line.biz/en/reference/messaging-api/#uri-action
 */
export const MOST_URI_LENGTH = 1_000;

/**
 * Characters a clipboard action copies.
 * @see https://developers.line.biz/en/reference/messaging-api/#clipboard-action
 */
export const MOST_CLIPBOARD_LENGTH = 1_000;

/**
 * Characters of an image's or video's address.
 * @see https://developers.line.biz/en/reference/messaging-api/#f-image
 */
export const MOST_MEDIA_URL_LENGTH = 2_000;

/**
 * Largest part of an aspect ratio, and how often the width fits into the height at most.
 * @see https://developers.line.biz/en/reference/messaging-api/#f-image
 */
export const MOST_ASPECT_RATIO_PART = 100_000;
/** @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export const MOST_HEIGHT_PER_WIDTH = 3;

/**
 * Animated images in one message.
 * @see https://developers.line.biz/en/reference/messaging-api/#f-image
 */
export const MOST_ANIMATED_IMAGES = 10;

/**
 * Bytes of a bubble's JSON: LINE says "30 KB" and not which kilo, so the smaller one counts.
 * @see https://developers.line.biz/en/reference/messaging-api/#bubble
 */
export const MOST_BUBBLE_BYTES = 30_000;

/**
 * Bytes of a carousel's JSON: LINE says "50 KB" and not which kilo, so the smaller one counts.
 * @see https://developers.line.biz/en/reference/messaging-api/#f-carousel
 */
export const MOST_CAROUSEL_BYTES = 50_000;

/**
 * Bubbles of one carousel.
 * @see https://developers.line.biz/en/reference/messaging-api/#f-carousel
 */
export const MOST_BUBBLES = 12;

/**
 * Seconds the loading animation may be shown: a multiple of the step between the two.
 * @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator
 */
export const LEAST_LOADING_SECONDS = 5;
/** @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator */
export const MOST_LOADING_SECONDS = 60;
/** @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator */
export const LOADING_SECONDS_STEP = 5;
