import { readConfig } from "../config.ts";
import { loadContent } from "../content/load-content.ts";
import { createLog } from "../log.ts";
import { openLine } from "../open-line.ts";
import { openCalendar, openReminderDesk } from "../open-reminders.ts";
import type { OpenStorage } from "../open-storage.ts";
import type { ReminderDesk } from "../runner/reminder-desk.ts";
import { openCommandStorage, requireDatabase, tellingTrouble } from "./storage-command.ts";

/** What a command about reminders works with. */
export interface OpenReminders {
  readonly storage: OpenStorage;
  readonly desk: ReminderDesk;
}

/**
 * Runs a command on reminders, with all settings of the server: it asks LINE about the quota. Nothing is sent by the
 * command itself, the server's workers do.
 */
export function withReminders(work: (open: OpenReminders) => Promise<void>): Promise<void> {
  return tellingTrouble(async () => {
    const config = readConfig();
    requireDatabase(config);
    const clock = { now: () => Date.now() };
    const log = createLog("silent");
    const content = loadContent({ controller: "", contact: "" });
    const storage = await openCommandStorage(config);
    const calendar = openCalendar(config);
    const { figures } = openLine({ config, clock, log });
    try {
      await work({ storage, desk: openReminderDesk({ config, storage, content, calendar, figures }) });
    } finally {
      await storage.close();
    }
  });
}
