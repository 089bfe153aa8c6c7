import { inflateRawSync } from "node:zlib";
import { RosterFileError } from "./roster-file-error.ts";
import { storedZip } from "./stored-zip.ts";
import { packedContent, readZipDirectory, type ZipEntry } from "./zip-directory.ts";

const MOST_ENTRIES = 2_000;
/** 20,000 rows of a roster are about 15 MB. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;
const STORED = 0;
const DEFLATED = 8;

/**
 * Unpacks the texts of a workbook, never more than the limit: first by what its directory says, then while
 * unpacking, for a directory may lie.
 *
 * @returns a zip file with the same texts, stored: no reader can unpack anything else from it
 * @throws RosterFileError
 */
export function unpackWorkbook(file: Buffer): Buffer {
  const entries = readZipDirectory(file, MOST_ENTRIES);
  if (entries === undefined) throw new RosterFileError("ROSTER_WORKBOOK_DAMAGED");
  if (entries.some(({ isEncrypted }) => isEncrypted)) throw new RosterFileError("ROSTER_WORKBOOK_LOCKED");
  if (!entries.some(({ name }) => name === "[Content_Types].xml"))
    throw new RosterFileError("ROSTER_NOT_A_WORKBOOK");
  const texts = entries.filter(({ name }) => name.endsWith(".xml") || name.endsWith(".rels"));
  const said = texts.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (said > MOST_UNPACKED_BYTES) throw new RosterFileError("ROSTER_WORKBOOK_TOO_LARGE");
  return storedZip(texts.map((entry) => ({ name: entry.name, bytes: unpack(file, entry) })));
}

/** What is larger than it said is refused at that byte. */
function unpack(file: Buffer, entry: ZipEntry): Buffer {
  const packed = packedContent(file, entry);
  if (packed === undefined || (entry.method !== STORED && entry.method !== DEFLATED))
    throw new RosterFileError("ROSTER_WORKBOOK_DAMAGED");
  if (entry.method === STORED) return packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpackedBytes) });
  } catch (error) {
    const tooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw new RosterFileError(tooLarge ? "ROSTER_WORKBOOK_TOO_LARGE" : "ROSTER_WORKBOOK_DAMAGED", {}, error);
  }
}
