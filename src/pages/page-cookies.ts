import type { CookieOptions, Request, Response } from "express";

/** The cookie that holds a browser session. */
export const SESSION_COOKIE = "thaksa_page";

/** Where the pages live; cookies go nowhere else. */
export const PAGES_PATH = "/p";

/** The value of a cookie; undefined when there is none. */
export function pageCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return value === undefined || value === "" ? undefined : decoded(value);
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

/** Sets a cookie no script and no other site can use, until an instant or for as long as the browser runs. */
export function setPageCookie(
  response: Response,
  name: string,
  value: string,
  options: { readonly isSecure: boolean; readonly maxAgeMs?: number },
): void {
  const { isSecure, maxAgeMs } = options;
  const life = maxAgeMs === undefined ? {} : { maxAge: maxAgeMs };
  response.cookie(name, value, { ...attributes(isSecure), ...life });
}

/** Takes a cookie back. */
export function clearPageCookie(response: Response, name: string, isSecure: boolean): void {
  response.clearCookie(name, attributes(isSecure));
}

function attributes(isSecure: boolean): CookieOptions {
  return { httpOnly: true, secure: isSecure, sameSite: "strict", path: PAGES_PATH };
}
