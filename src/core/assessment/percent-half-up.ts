/** A share in per cent, half up. */
export function percentHalfUp(part: number, of: number): number {
  return Math.floor((200 * part + of) / (2 * of));
}
