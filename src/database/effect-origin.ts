import type { Transaction } from "kysely";
import type { DatabaseSchema } from "./schema.ts";

/** Whose effects are being applied, and as of when. */
export interface Origin {
  readonly personId: string;
  /** Of the session. */
  readonly revision: number;
  /** Epoch ms. */
  readonly at: number;
}

/** A transaction on the records. */
export type Tx = Transaction<DatabaseSchema>;
