import { resolve } from "node:path";
import { Command } from "commander";
import { writeBackupFile } from "../database/backup-file.ts";
import { exportRecords } from "../database/export-records.ts";
import { describeCounts } from "./describe-counts.ts";
import { withDatabase } from "./storage-command.ts";

const HELP = `
The file holds people, the privacy notices they accepted and their assessments, organisations with their units,
people, rounds, links, responses and published figures, the list of erasures and the audit log, as of one
instant. It does not hold conversations under way, waiting messages, dead letters or links to pages. The server
may go on working meanwhile.

The file is the same whether it comes from SQLite or from PostgreSQL and can be restored into either. Only its
owner may read it; it holds personal data, so keep it as well guarded as the database. An existing FILE is
replaced once the new one is complete. See docs/adr/0003-backup-format.md.`;

/** `backup FILE`: the records as one compressed file. */
export function backupCommand(): Command {
  return new Command("backup")
    .description("write the records into one file; works beside the running server")
    .argument("<file>", "e.g. thaksa-2026-11-22.ndjson.gz")
    .addHelpText("after", HELP)
    .action((file: string) =>
      withDatabase({ create: false }, async (database) => {
        const counts = await exportRecords(database, Date.now(), (text) =>
          writeBackupFile(resolve(file), text),
        );
        console.log(`Written to ${file}: ${describeCounts(counts)}.`);
      }),
    );
}
