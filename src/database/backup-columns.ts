import { z } from "zod";

/** Epoch ms. */
export const instant = z.int().min(0);
/** Of the session a row was saved with. */
export const revision = z.int().min(0);
/** An id or a code. */
export const key = z.string().min(1);
/** A truth value as both databases keep it. */
export const flag = z.union([z.literal(0), z.literal(1)]);
/** How many. */
export const count = z.int().min(0);
