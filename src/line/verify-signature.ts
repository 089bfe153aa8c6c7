import { validateSignature } from "@line/bot-sdk";

/** Tells whether LINE signed exactly these bytes. */
export type SignatureCheck = (body: Buffer, signature: string | undefined) => boolean;

/**
 * A check of `x-line-signature` against one channel secret, or two while the secret is being changed. The
 * comparison takes constant time. Throws when there is no secret or an empty one: with that anybody could
 * sign.
 * @see https://developers.line.biz/en/reference/messaging-api/#signature-validation
 */
export function createSignatureCheck(channelSecrets: readonly string[]): SignatureCheck {
  if (channelSecrets.length === 0 || channelSecrets.some((secret) => secret.trim() === "")) {
    throw new Error("the channel secret is empty: copy it from the LINE Developers console");
  }
  return (body, signature) => {
    if (signature === undefined) return false;
    // Every secret is tried, so that the time tells nothing about which one fits.
    return channelSecrets.map((secret) => validateSignature(body, secret, signature)).includes(true);
  };
}
