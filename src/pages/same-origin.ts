import type { Request } from "express";

const READING = new Set(["GET", "HEAD"]);

/**
 * Whether a request may change something: it reads only, or a page of this server sent it. Browsers say so in
 * Sec-Fetch-Site; where they do not (plain HTTP, very old ones) the Origin has to be this server's.
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isFromHere(request: Request, publicBaseUrl: string): boolean {
  if (READING.has(request.method)) return true;
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  return request.get("origin") === new URL(publicBaseUrl).origin;
}
