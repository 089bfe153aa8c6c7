import { resolve } from "node:path";
import { Command } from "commander";
import { writeBackupFile } from "../database/backup-file.ts";
import { exportRecords } from "../database/export-records.ts";
import { withDatabase } from "./storage-command.ts";

const HELP = `
Who erased their data after a backup was made is in that backup still. Take this list from the database that is
to be replaced, and hand it to the restore: restore BACKUP --erasures FILE. It holds no names and no accounts,
only hashes of the accounts' ids. A newer backup does as well.`;

/** `erasures export FILE`: the list of erasures as a file. */
export function erasuresCommand(): Command {
  const exporting = new Command("export")
    .description("write the list of erasures into one file; works beside the running server")
    .argument("<file>", "e.g. erasures-2026-11-22.ndjson.gz")
    .addHelpText("after", HELP)
    .action((file: string) =>
      withDatabase({ create: false }, async (database) => {
        const write = (text: AsyncIterable<string>) => writeBackupFile(resolve(file), text);
        const { erasure } = await exportRecords(database, Date.now(), write, ["erasure"]);
        console.log(`Written to ${file}: ${erasure} erasure(s).`);
      }),
    );
  return new Command("erasures").description("who erased their data: export").addCommand(exporting);
}
