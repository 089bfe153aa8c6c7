import express, { type Request, type RequestHandler } from "express";

/** Reads the fields of a small form. */
export function smallForm(): RequestHandler {
  return express.urlencoded({ extended: false, limit: "10kb", parameterLimit: 20 });
}

/** A field of a form, "" when it is not there or stands there more than once. */
export function field({ body }: Request, name: string): string {
  return textIn(body, name);
}

/** The same of the address. */
export function queryField({ query }: Request, name: string): string {
  return textIn(query, name);
}

/** Whether a box was ticked. */
export function isTicked(request: Request, name: string): boolean {
  return field(request, name) === "yes";
}

const LONGEST = 500;

function textIn(values: unknown, name: string): string {
  if (typeof values !== "object" || values === null || !Object.hasOwn(values, name)) return "";
  const value: unknown = (values as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value.slice(0, LONGEST) : "";
}
