/** A value as JSON has it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * Everything that is stored about one person, by kind. A kind holds the fields of one thing or a list of things;
 * instants are epoch ms in fields ending in `At` or `_at`.
 */
export type PersonExport = { readonly [kind: string]: JsonValue };
