import { Command } from "commander";
import { bangkokTime } from "./bangkok-time.ts";
import { byOption } from "./directory-command.ts";
import { withStorage } from "./storage-command.ts";

interface ByOptions {
  readonly by: string;
}

const STOP_HELP = `
Works within seconds for every organisation and every worker. Messages that are on their way arrive; nothing is lost:
runs go on where they were once sending is allowed again. To end a single run: remind stop`;

/** `sending stop|allow|status`: the emergency stop of everything that is sent without being asked. */
export function sendingCommand(): Command {
  return new Command("sending")
    .description("the emergency stop of all reminders: stop, allow, status")
    .addCommand(
      new Command("stop")
        .description("stop all sending at once")
        .addOption(byOption())
        .addHelpText("after", STOP_HELP)
        .action(({ by }: ByOptions) =>
          withStorage(async ({ reminders }) => {
            await reminders.sending.stop(by, Date.now());
            console.log("Sending is stopped. Allow it again with: sending allow");
          }),
        ),
    )
    .addCommand(
      new Command("allow")
        .description("allow sending again; runs go on where they were")
        .addOption(byOption())
        .action(({ by }: ByOptions) =>
          withStorage(async ({ reminders }) => {
            await reminders.sending.allow(by, Date.now());
            console.log("Sending is allowed.");
          }),
        ),
    )
    .addCommand(
      new Command("status").description("whether sending is stopped").action(() =>
        withStorage(async ({ reminders }) => {
          const { stoppedAt, by } = await reminders.sending.state();
          console.log(
            stoppedAt === null ? "Sending is allowed." : `Stopped since ${bangkokTime(stoppedAt)} by ${by}.`,
          );
        }),
      ),
    );
}
