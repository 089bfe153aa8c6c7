/** From this rate on a whole second's worth at once would be too much for LINE's own limit. */
const SHORT_WINDOWS_FROM = 500;

/**
 * The window a rate is counted in. Windows follow one another, and each may be used up at once: the shorter they
 * are, the less the calls of any one second can exceed the rate (by one window's worth at most).
 *
 * @param perSecond calls a second
 */
export function rateWindow(perSecond: number): { readonly points: number; readonly windowMs: number } {
  const windowMs = perSecond >= SHORT_WINDOWS_FROM ? 100 : 1_000;
  return { points: Math.max(1, Math.floor((perSecond * windowMs) / 1_000)), windowMs };
}
