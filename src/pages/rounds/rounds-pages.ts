import express, { type Router } from "express";
import type { PagesParts } from "../pages-parts.ts";

/** Opening and closing rounds, whom they are for, and when reminders go out by themselves. */
export function roundsPages(_parts: PagesParts): Router {
  return express.Router();
}
