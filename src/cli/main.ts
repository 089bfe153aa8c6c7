import "../require-node.ts";
import { Command } from "commander";

/** Each command's file is loaded only when it is asked for: most of them bring a database along. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  profile: async () => (await import("./profile-command.ts")).profileCommand(),
  content: async () => (await import("./content-command.ts")).contentCommand(),
  organisation: async () => (await import("./organisation-command.ts")).organisationCommand(),
  roster: async () => (await import("./roster-command.ts")).rosterCommand(),
  codes: async () => (await import("./codes-command.ts")).codesCommand(),
  round: async () => (await import("./round-command.ts")).roundCommand(),
  holidays: async () => (await import("./holidays-command.ts")).holidaysCommand(),
  remind: async () => (await import("./remind-command.ts")).remindCommand(),
  sending: async () => (await import("./sending-command.ts")).sendingCommand(),
  progress: async () => (await import("./progress-command.ts")).progressCommand(),
  people: async () => (await import("./people-command.ts")).peopleCommand(),
  audit: async () => (await import("./audit-command.ts")).auditCommand(),
  "dead-letters": async () => (await import("./inbox-command.ts")).deadLettersCommand(),
  migrate: async () => (await import("./migrate-command.ts")).migrateCommand(),
  backup: async () => (await import("./backup-command.ts")).backupCommand(),
  erasures: async () => (await import("./erasures-command.ts")).erasuresCommand(),
  restore: async () => (await import("./restore-command.ts")).restoreCommand(),
};

const asked = COMMANDS[process.argv[2] ?? ""];
const loaders = asked ? [asked] : Object.values(COMMANDS);
const program = new Command("thaksa").description(
  "Looks after the digital-skills assessment. Start it with: npm run -s cli -- <command>",
);
for (const load of loaders) program.addCommand(await load());
await program.parseAsync();
