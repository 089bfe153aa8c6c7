import { Command, Option } from "commander";
import type { AuditEntry } from "../runner/directory.ts";
import { wholeNumber, withDirectory } from "./directory-command.ts";
import { textTable } from "./text-table.ts";

interface ListOptions {
  readonly organisation?: string;
  readonly before?: number;
  readonly limit: number;
  readonly json?: boolean;
}

/** `audit list`: who did what with other people's data. */
export function auditCommand(): Command {
  const list = new Command("list")
    .description("list entries, latest first")
    .option("--organisation <id>", "only those of one organisation")
    .addOption(
      new Option("--before <entry>", "only those before the entry with this number").argParser(
        wholeNumber(1, 999_999_999),
      ),
    )
    .addOption(new Option("--limit <n>", "how many at most").argParser(wholeNumber(1, 10_000)).default(50))
    .option("--json", "print JSON")
    .action((options: ListOptions) =>
      withDirectory(async ({ audit }) => {
        const { organisation, before, limit, json = false } = options;
        const entries = await audit.list({ organisation, before, limit });
        console.log(json ? JSON.stringify(entries, null, 2) : auditTable(entries));
      }),
    );
  return new Command("audit")
    .description("who did what with organisations and people's data: list")
    .addCommand(list);
}

function auditTable(entries: readonly AuditEntry[]): string {
  if (entries.length === 0) return "There are no entries.";
  const rows = entries.map(({ id, at, actor, action, organisation, subject, detail }) => [
    String(id),
    new Date(at).toISOString(),
    actor,
    action,
    organisation ?? "",
    subject ?? "",
    JSON.stringify(detail),
  ]);
  return textTable(["entry", "at", "who", "what", "organisation", "on whom", "detail"], rows);
}
