/**
 * When somebody did something in the chat last, epoch ms; null where nothing is stored, or it cannot be read.
 * @param stored a session as its store gives it, of whatever version
 */
export function lastActivity(stored: unknown): number | null {
  if (typeof stored !== "object" || stored === null || !("recentEvents" in stored)) return null;
  const { recentEvents } = stored;
  if (!Array.isArray(recentEvents)) return null;
  const instants = recentEvents.map((event: { readonly at?: unknown } | null) => event?.at);
  const known = instants.filter((at) => typeof at === "number");
  return known.length === 0 ? null : Math.max(...known);
}
