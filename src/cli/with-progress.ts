import { Listr } from "listr2";

const BAR_LENGTH = 30;

/** Does a piece of work under a title, showing in a terminal what it reports; elsewhere nothing is printed. */
export async function withProgress<T>(
  title: string,
  work: (report: (text: string) => void) => Promise<T>,
): Promise<T> {
  const result: { value?: T } = {};
  const run = async (report: (text: string) => void) => {
    result.value = await work(report);
  };
  const tasks = [
    {
      title,
      task: (_: unknown, task: { output: string }) =>
        run((text) => {
          task.output = text;
        }),
    },
  ];
  await new Listr(tasks, {
    renderer: process.stdout.isTTY ? "default" : "silent",
    rendererOptions: { showErrorMessage: false },
  }).run();
  return result.value as T;
}

/** How far something is, as a bar with the percentage and the numbers. */
export function progressBar(done: number, all: number): string {
  return shareBar(all === 0 ? 1 : done / all, `${done.toLocaleString("en")} of ${all.toLocaleString("en")}`);
}

/** A share of 1 as a bar with the percentage and what there is to say. */
export function shareBar(share: number, said: string): string {
  const filled = Math.round(share * BAR_LENGTH);
  const bar = "█".repeat(filled) + "░".repeat(BAR_LENGTH - filled);
  return `${bar} ${Math.floor(share * 100)} % (${said})`;
}
