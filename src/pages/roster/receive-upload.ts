import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import type { Request } from "express";

/** What an upload brought. */
export type ReceivedUpload =
  | { readonly status: "received"; readonly fileName: string }
  /** No file was chosen, or the request is no upload. */
  | { readonly status: "no_file" }
  | { readonly status: "too_large" };

const LONGEST_NAME = 200;
/** The name of the one field of the form. */
const FIELD = "file";

/**
 * Writes the file of an upload form to a path, never more than the limit; the rest of a larger one is thrown
 * away unread, for a browser shows an answer only after it has sent everything. Whoever calls deletes the file.
 * @param path must not exist yet
 * @throws when the connection breaks or the disk is full
 */
export async function receiveUpload(
  request: Request,
  path: string,
  mostBytes: number,
): Promise<ReceivedUpload> {
  const parser = createParser(request, mostBytes);
  if (parser === undefined) return { status: "no_file" };
  let writing: Promise<ReceivedUpload> = Promise.resolve({ status: "no_file" });
  parser.on("file", (field, file, { filename }) => {
    if (field !== FIELD || !filename) return void file.resume();
    writing = write(file, path, filename);
    // Looked at below, when the request has been read.
    writing.catch(() => {});
  });
  try {
    await pipeline(request, parser);
  } catch (error) {
    if (isMalformed(error)) return { status: "no_file" };
    throw error;
  }
  return writing;
}

function createParser(request: Request, mostBytes: number): busboy.Busboy | undefined {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: "utf8",
      limits: { files: 1, fields: 4, parts: 5, fieldSize: 1_000, headerPairs: 50, fileSize: mostBytes },
    });
  } catch {
    // It complains about the content type.
    return undefined;
  }
}

async function write(
  file: Readable & { readonly truncated?: boolean },
  path: string,
  fileName: string,
): Promise<ReceivedUpload> {
  const target = createWriteStream(path, { flags: "wx", mode: 0o600 });
  try {
    await pipeline(file, target);
  } finally {
    // A descriptor left open keeps the bytes on the disk after the file is deleted.
    if (!target.closed) await once(target, "close");
  }
  if (file.truncated) return { status: "too_large" };
  return { status: "received", fileName: tidyName(fileName) };
}

/** It goes into the audit log and onto the page: one line, not endless, and without a folder. */
function tidyName(name: string): string {
  return name
    .replace(/^.*[/\\]/u, "")
    .replace(/\p{Cc}/gu, " ")
    .slice(0, LONGEST_NAME);
}

/** The parser has no codes, only sentences. */
function isMalformed(error: unknown): boolean {
  return error instanceof Error && /^(?:Malformed|Unexpected end of form|Multipart)/u.test(error.message);
}
