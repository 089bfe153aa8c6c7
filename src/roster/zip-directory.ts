/** An entry as the central directory of a zip file describes it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  /** What the directory says; it may lie. */
  readonly unpackedBytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
/** Stands where the real number is in a ZIP64 record; no list of people is that large. */
const IN_ZIP64 = 0xffffffff;

/**
 * The entries of a zip file, without unpacking any; undefined when it is none or a damaged one.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.12 and 4.3.16
 */
export function readZipDirectory(zip: Buffer, mostEntries: number): readonly ZipEntry[] | undefined {
  const end = endOf(zip);
  if (end < 0) return undefined;
  const count = zip.readUInt16LE(end + 10);
  if (count > mostEntries) return undefined;
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let number = 0; number < count; number += 1) {
    if (at + ENTRY_LENGTH > zip.length || zip.readUInt32LE(at) !== ENTRY_SIGNATURE) return undefined;
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push(entryAt(zip, at, nameLength));
    at += ENTRY_LENGTH + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries.some(({ unpackedBytes }) => unpackedBytes === IN_ZIP64) ? undefined : entries;
}

function endOf(zip: Buffer): number {
  const earliest = Math.max(0, zip.length - END_LENGTH - LONGEST_COMMENT);
  for (let at = zip.length - END_LENGTH; at >= earliest; at -= 1) {
    if (zip.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return -1;
}

function entryAt(zip: Buffer, at: number, nameLength: number): ZipEntry {
  return {
    name: zip.toString("utf8", at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength),
    method: zip.readUInt16LE(at + 10),
    isEncrypted: (zip.readUInt16LE(at + 8) & 1) === 1,
    packedBytes: zip.readUInt32LE(at + 20),
    unpackedBytes: zip.readUInt32LE(at + 24),
    offset: zip.readUInt32LE(at + 42),
  };
}

/** The packed bytes of an entry; undefined when they are not where the directory says. */
export function packedContent(zip: Buffer, { offset, packedBytes }: ZipEntry): Buffer | undefined {
  if (offset + LOCAL_LENGTH > zip.length || zip.readUInt32LE(offset) !== LOCAL_SIGNATURE) return undefined;
  const begins = offset + LOCAL_LENGTH + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  return begins + packedBytes > zip.length ? undefined : zip.subarray(begins, begins + packedBytes);
}
