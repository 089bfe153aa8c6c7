import type { ReminderPreview } from "../core/reminder/reminder.ts";
import type { MonthlyUse } from "./reminders.ts";

/** What the organisation may still promise; null without any limit. */
export function leftOf(quota: ReminderPreview["quota"], use: MonthlyUse): number | null {
  const account =
    quota === null || quota.limit === null
      ? null
      : quota.limit - Math.max(quota.used, use.sent) - use.reserved;
  const own = use.organisationLimit === null ? null : use.organisationLimit - use.organisationUsed;
  if (account === null || own === null) return account ?? own;
  return Math.min(account, own);
}
