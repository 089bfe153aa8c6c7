import { UnavailableError } from "../runner/ports.ts";

/**
 * Replies that speak of the server's or the operator's trouble, not of a mistake in the command: the work
 * has to wait until somebody has put it right.
 */
const SERVER_TROUBLE = new Set([
  "BUSY",
  "CLUSTERDOWN",
  "LOADING",
  "MASTERDOWN",
  "MISCONF",
  "NOAUTH",
  "NOPERM",
  "NOREPLICAS",
  "OOM",
  "READONLY",
  "TRYAGAIN",
  "UNBLOCKED",
  "WRONGPASS",
]);

/** First word of an error reply, e.g. `NOSCRIPT`; undefined for anything that is no reply. */
export function replyCode(error: unknown): string | undefined {
  return error instanceof Error && error.name === "ReplyError" ? error.message.split(" ", 1)[0] : undefined;
}

/**
 * Runs Redis commands.
 *
 * @throws UnavailableError when Redis cannot be reached or cannot work at the moment; any other error reply
 * is a mistake in this program and passes through. Neither carries the command's arguments.
 */
export async function reachRedis<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  const code = replyCode(error);
  if (code !== undefined) {
    const bare = withoutCommand(error as Error);
    return SERVER_TROUBLE.has(code) ? new UnavailableError("redis", bare) : bare;
  }
  // Whatever ioredis rejects with that is neither a reply nor a mistake in our code is about the connection.
  const isOurs = error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError;
  return isOurs || !(error instanceof Error) ? error : new UnavailableError("redis", withoutCommand(error));
}

/** ioredis hangs the command with its arguments on the error, and those hold what people wrote. */
function withoutCommand(error: Error): Error {
  Reflect.deleteProperty(error, "command");
  Reflect.deleteProperty(error, "lastNodeError");
  return error;
}
