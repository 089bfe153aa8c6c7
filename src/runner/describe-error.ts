/** What may be logged of an error. */
export interface ErrorFields {
  /** Class. */
  readonly error: string;
  readonly code?: string;
  /** Where it came from, innermost first. */
  readonly at?: readonly string[];
}

const MOST_FRAMES = 6;

/** Class, code and place of an error, never its message: that may repeat what people wrote. */
export function describeError(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const { name, code, message } = error as Error & { readonly code?: unknown };
  return {
    error: name,
    ...(typeof code === "string" || typeof code === "number" ? { code: String(code) } : {}),
    at: framesOf(error.stack ?? "", message),
  };
}

/** Lines of the stack after the message, which may have lines of its own that look like any. */
function framesOf(stack: string, message: string): readonly string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  return stack
    .slice(start + message.length)
    .split("\n")
    .map((line) => /^ {4}at (.*)$/u.exec(line)?.[1])
    .filter((frame) => frame !== undefined)
    .slice(0, MOST_FRAMES);
}
