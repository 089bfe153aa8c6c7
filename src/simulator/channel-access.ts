import { z } from "zod";
import { type ApiAnswer, done, refused } from "./api-answer.ts";
import { STATELESS_TOKEN_LIFE_MS } from "./limits.ts";
import { opaqueToken } from "./line-ids.ts";

/** Who may call the API: the fixed token, if any, and stateless ones for 15 minutes each. */
export interface ChannelAccess {
  /** @param authorization the header as sent */
  allows(authorization: string | undefined): boolean;
  /** @param form the parsed form of `POST /oauth2/v3/token` */
  issueStateless(form: unknown): ApiAnswer;
}

const byClientSecret = z.object({
  grant_type: z.literal("client_credentials"),
  client_id: z.string(),
  client_secret: z.string(),
});
const byAssertion = z.object({
  grant_type: z.literal("client_credentials"),
  client_assertion_type: z.literal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
  client_assertion: z.string().min(1),
});

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token */
export function createChannelAccess(
  channel: { channelId: string; channelSecret: string; accessToken?: string | undefined },
  now: () => number,
): ChannelAccess {
  const stateless = new Map<string, number>();

  function fits(form: unknown): boolean {
    const secret = byClientSecret.safeParse(form);
    if (secret.success) {
      const { client_id, client_secret } = secret.data;
      return client_id === channel.channelId && client_secret === channel.channelSecret;
    }
    // The signature of an assertion is not checked: the stand-in holds no public key.
    return byAssertion.safeParse(form).success;
  }

  return {
    allows(authorization) {
      const token = authorization?.match(/^Bearer (.+)$/)?.[1];
      if (token === undefined) return false;
      if (token === channel.accessToken) return true;
      return (stateless.get(token) ?? 0) > now();
    },
    issueStateless(form) {
      if (!fits(form)) {
        const answer = refused(400, "unauthorized", "");
        return { ...answer, body: { error: "invalid_client", error_description: "invalid client" } };
      }
      const token = opaqueToken() + opaqueToken();
      stateless.set(token, now() + STATELESS_TOKEN_LIFE_MS);
      return done({
        token_type: "Bearer",
        access_token: token,
        expires_in: STATELESS_TOKEN_LIFE_MS / 1000 - 1,
      });
    },
  };
}
