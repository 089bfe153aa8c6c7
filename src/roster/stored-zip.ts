import { crc32 } from "node:zlib";

interface Content {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * A zip file whose entries are stored as they are: whoever unpacks it gets these bytes and no more.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.7, 4.3.12 and 4.3.16
 */
export function storedZip(contents: readonly Content[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of contents) {
    const path = Buffer.from(name);
    const shared = sharedHeader(path, bytes);
    const local = Buffer.concat([uint32(0x04034b50), shared, path, bytes]);
    directory.push(
      Buffer.concat([uint32(0x02014b50), uint16(20), shared, Buffer.alloc(10), uint32(offset), path]),
    );
    bodies.push(local);
    offset += local.length;
  }
  return Buffer.concat([...bodies, ...directory, endRecord(directory, offset)]);
}

/** From "version needed" to the length of the extra field, the same in both headers. */
function sharedHeader(path: Buffer, bytes: Buffer): Buffer {
  const utf8Names = 0x0800;
  return Buffer.concat([
    uint16(20),
    uint16(utf8Names),
    Buffer.alloc(6),
    uint32(crc32(bytes)),
    uint32(bytes.length),
    uint32(bytes.length),
    uint16(path.length),
    uint16(0),
  ]);
}

function endRecord(directory: readonly Buffer[], offset: number): Buffer {
  const length = directory.reduce((sum, entry) => sum + entry.length, 0);
  const count = uint16(directory.length);
  return Buffer.concat([
    uint32(0x06054b50),
    Buffer.alloc(4),
    count,
    count,
    uint32(length),
    uint32(offset),
    uint16(0),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
