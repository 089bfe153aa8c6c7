import type { ReminderDesk } from "../../src/runner/reminder-desk.ts";

/** A desk nobody asks anything. */
export const noDesk: ReminderDesk = {
  preview: () => Promise.reject(new Error("nobody previews here")),
  launch: () => Promise.reject(new Error("nobody launches here")),
  progress: () => Promise.reject(new Error("nobody asks for progress here")),
  run: () => Promise.reject(new Error("nobody asks for runs here")),
  steer: () => Promise.reject(new Error("nobody steers here")),
};
