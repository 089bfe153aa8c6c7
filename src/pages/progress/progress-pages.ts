import express, { type Router } from "express";
import type { PagesParts } from "../pages-parts.ts";

/** How a round gets on, to be taken away as a file. */
export function progressPages(_parts: PagesParts): Router {
  return express.Router();
}
