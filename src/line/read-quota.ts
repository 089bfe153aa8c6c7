import type { LineApi } from "./line-api.ts";

/** This month's quota as LINE tells it. */
export interface MessageQuota {
  /** Messages; null for a plan without a limit. */
  readonly limit: number | null;
  /** Messages; an approximate figure, it may lag behind. */
  readonly used: number;
}

/**
 * Asks LINE for the month's quota and what is used of it; undefined when it does not say.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-quota
 * @see https://developers.line.biz/en/reference/messaging-api/#get-consumption
 */
export async function readQuota(api: LineApi, timeoutMs: number): Promise<MessageQuota | undefined> {
  const [quota, consumption] = await Promise.all([
    api.call("quota", timeoutMs, (client) => client.getMessageQuota()),
    api.call("quota", timeoutMs, (client) => client.getMessageQuotaConsumption()),
  ]);
  if (quota.type !== "accepted" || consumption.type !== "accepted") return undefined;
  const limit = quota.body?.type === "none" ? null : quota.body?.value;
  const used = consumption.body?.totalUsage;
  return limit === undefined || used === undefined ? undefined : { limit, used };
}

/** Tells a used-up monthly quota from the other meanings of 429; false when it could not be read. */
export function isUsedUp(quota: MessageQuota | undefined): boolean {
  return quota !== undefined && quota.limit !== null && quota.used >= quota.limit;
}
