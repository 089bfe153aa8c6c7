import { closeSync, fsyncSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";

const ONLY_OWNER = 0o600;

/**
 * Makes a file only its owner may read, before the work that gives its content is done: that cannot be had a
 * second time. Nothing is left of the file when the work fails or gives nothing.
 * @throws the error of the file system; EEXIST when there is such a file
 */
export async function writeNewFile(path: string, work: () => Promise<string | undefined>): Promise<void> {
  await intoNewFile(path, async (file) => {
    const content = await work();
    if (content === undefined) return false;
    writeFileSync(file, content);
    return true;
  });
}

/**
 * The same for content that is never held as a whole.
 * @throws the error of the file system; EEXIST when there is such a file
 */
export async function writeNewFileInParts(path: string, work: () => AsyncIterable<string>): Promise<void> {
  await intoNewFile(path, async (file) => {
    for await (const part of work()) writeWhole(file, Buffer.from(part));
    return true;
  });
}

/** A disk that is nearly full may take a part only. */
function writeWhole(file: number, bytes: Buffer): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
}

async function intoNewFile(path: string, write: (file: number) => Promise<boolean>): Promise<void> {
  const file = openSync(path, "wx", ONLY_OWNER);
  let isWritten = false;
  try {
    isWritten = await write(file);
    if (isWritten) fsyncSync(file);
  } catch (error) {
    isWritten = false;
    throw error;
  } finally {
    closeSync(file);
    if (!isWritten) rmSync(path);
  }
}
