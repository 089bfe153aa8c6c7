import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline as pipe } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isDeepStrictEqual } from "node:util";
import { createGunzip, createGzip } from "node:zlib";
import { BackupFileError } from "./backup-errors.ts";
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  type BackupHeader,
  type BackupRow,
  backupEndSchema,
  backupHeaderSchema,
  backupRowSchema,
  noRows,
  type RecordCounts,
  whereWrong,
} from "./backup-format.ts";
import { unknownMigrations } from "./require-migrated.ts";

/** Many times what a row with every answer takes. */
const LONGEST_LINE = 4_000_000;

/**
 * Writes text as a gzip file that only its owner may read. Until all of it is on the disk it is called
 * `FILE.part`; an older file of the name stays until then.
 *
 * @throws BackupFileError when the file cannot be written; what reading the text throws is passed on
 */
export async function writeBackupFile(file: string, text: AsyncIterable<string>): Promise<void> {
  const part = `${file}.part`;
  try {
    await rm(part, { force: true });
    await pipeline(text, createGzip(), createWriteStream(part, { flags: "wx", mode: 0o600, flush: true }));
    await rename(part, file);
    await syncFolder(dirname(file));
  } catch (error) {
    // Why it could not be written says more than why nothing of it could be removed.
    await rm(part, { force: true }).catch(() => {});
    throw explainWriting(file, error);
  }
}

const PLACE_TROUBLE: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is a file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
};
const DISK_TROUBLE: Readonly<Record<string, string>> = {
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EIO: "the disk does not work",
};

/** Trouble of the disk in the operator's words; anything else as it is. */
function explainWriting(file: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const code = String(error.code);
  // Only an error of the disk names a path: one of the database's connection must not be taken for it.
  const reason = DISK_TROUBLE[code] ?? ("path" in error ? (PLACE_TROUBLE[code] ?? code) : undefined);
  return reason === undefined ? error : new BackupFileError(file, `cannot be written: ${reason}.`, error);
}

/** The new name outlives a power cut, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a sound backup file says of itself. */
interface BackupSummary {
  readonly header: BackupHeader;
  readonly counts: RecordCounts;
}

/** Reads a backup file to its end. Throws BackupFileError unless every part of it is as it should be. */
export async function checkBackupFile(file: string): Promise<BackupSummary> {
  const counts = noRows();
  let header: BackupHeader | undefined;
  const onHeader = (read: BackupHeader) => {
    header = read;
  };
  for await (const { table } of readBackupFile(file, onHeader)) counts[table] += 1;
  // A file without a header is refused while reading.
  return { header: header as unknown as BackupHeader, counts };
}

/**
 * The rows of a backup file, checked one by one. Only when it ends without an error is the file whole.
 *
 * @throws BackupFileError
 */
export async function* readBackupFile(
  file: string,
  onHeader: (header: BackupHeader) => void = () => {},
): AsyncGenerator<BackupRow> {
  const reading = new Reading(file);
  try {
    for await (const line of linesOf(unzip(file), file)) {
      const row = reading.take(line, onHeader);
      if (row !== undefined) yield row;
    }
  } catch (error) {
    throw reading.explain(error);
  }
  reading.finish();
}

function unzip(file: string): AsyncIterable<Uint8Array> {
  // The reader of the last stream is told of trouble in any.
  return pipe(createReadStream(file), createGunzip(), () => {});
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) throw new BackupFileError(file, "is no Thaksa backup.");
    yield* lines;
  }
  if (rest + decoder.decode() !== "") throw new BackupFileError(file, CUT_OFF);
}

const CUT_OFF = "is cut off: its end is missing. Nothing was restored; use another backup.";
const DAMAGED = "is damaged: its checksum does not fit. Nothing was restored; use another backup.";

/** Where in the file we are. */
class Reading {
  readonly #file: string;
  readonly #hash = createHash("sha256");
  readonly #counts = noRows();
  #line = 0;
  #hasEnded = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** The row of a line, if it has one. Throws BackupFileError. */
  take(line: string, onHeader: (header: BackupHeader) => void): BackupRow | undefined {
    this.#line += 1;
    if (this.#hasEnded) throw this.#error("goes on after its end.");
    const value = this.#parse(line);
    if (typeof value === "object" && value !== null && "end" in value) return this.#end(value);
    this.#hash.update(`${line}\n`);
    if (this.#line > 1) return this.#row(value);
    onHeader(this.#header(value));
    return undefined;
  }

  finish(): void {
    if (this.#line === 0) throw this.#error("is no Thaksa backup.");
    if (!this.#hasEnded) throw this.#error(CUT_OFF);
  }

  /** Trouble of the disk, of gzip or of the encoding, in the operator's words. */
  explain(error: unknown): unknown {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "Z_BUF_ERROR") return this.#error(CUT_OFF, error);
    if (code.startsWith("Z_") || code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
      return this.#error(this.#line === 0 ? "is no Thaksa backup." : DAMAGED, error);
    }
    if (error instanceof Error && "syscall" in error) return this.#error(`cannot be read (${code}).`, error);
    return error;
  }

  #parse(line: string): unknown {
    try {
      return JSON.parse(line);
    } catch {
      throw this.#error(this.#line === 1 ? "is no Thaksa backup." : `has no JSON in line ${this.#line}.`);
    }
  }

  #header(value: unknown): BackupHeader {
    const { format, version } = (value ?? {}) as { readonly format?: unknown; readonly version?: unknown };
    if (format !== BACKUP_FORMAT) throw this.#error("is no Thaksa backup.");
    if (version !== BACKUP_VERSION) throw this.#error("has a format this version of Thaksa does not know.");
    const header = backupHeaderSchema.safeParse(value);
    if (!header.success) throw this.#error(`has a header that is wrong in ${whereWrong(header.error)}.`);
    const unknown = unknownMigrations(header.data.migrations);
    if (unknown.length === 0) return header.data;
    throw this.#error(
      `was made by a newer version of Thaksa (${unknown.join(", ")}). Update this one first.`,
    );
  }

  #row(value: unknown): BackupRow {
    const row = backupRowSchema.safeParse(value);
    if (!row.success) {
      throw this.#error(`has a row that is wrong in ${whereWrong(row.error)} (line ${this.#line}).`);
    }
    this.#counts[row.data.table] += 1;
    // Not what was parsed: that has the schema's order of keys, and stored JSON shall stay as it was.
    return value as BackupRow;
  }

  #end(value: unknown): undefined {
    const end = backupEndSchema.safeParse(value);
    const isWhole =
      end.success &&
      isDeepStrictEqual(end.data.counts, this.#counts) &&
      end.data.sha256 === this.#hash.digest("hex");
    if (this.#line === 1) throw this.#error("is no Thaksa backup.");
    if (!isWhole) throw this.#error(DAMAGED);
    this.#hasEnded = true;
  }

  #error(problem: string, cause?: unknown): BackupFileError {
    return new BackupFileError(this.#file, problem, cause);
  }
}
