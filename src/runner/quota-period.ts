/**
 * The month a message counts in, `YYYY-MM`, in the time zone the quota's months turn in.
 * @param timeZone of the IANA database
 */
export function quotaPeriod(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit" }).formatToParts(
    at,
  );
  const part = (type: "year" | "month") => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}`;
}
