import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from "node:fs";

const ONLY_OWNER = 0o600;

/**
 * Makes a file only its owner may read, before the work that gives its content is done: that cannot be had a
 * second time. Nothing is left of the file when the work fails or gives nothing.
 * @throws the error of the file system; EEXIST when there is such a file
 */
export async function writeNewFile(path: string, work: () => Promise<string | undefined>): Promise<void> {
  const file = openSync(path, "wx", ONLY_OWNER);
  let isWritten = false;
  try {
    const content = await work();
    if (content === undefined) return;
    writeFileSync(file, content);
    fsyncSync(file);
    isWritten = true;
  } finally {
    closeSync(file);
    if (!isWritten) rmSync(path);
  }
}
