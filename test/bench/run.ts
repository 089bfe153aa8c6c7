import { chooseBenches, describeBenches } from "./benches.ts";
import { renderAll } from "./measurement.ts";
import { runAll } from "./run-all.ts";

/**
 * Runs benches one after another; ends with 1 when one of them failed, after all the others:
 *
 *   npm run bench                              all of them
 *   npm run bench -- NAME [options of it]      one
 *   npm run bench -- --dry                     all, keeping no figures
 *   npm run bench -- --list | --render         what there is; docs/measurements.md anew from what is kept
 */
const choice = chooseBenches(process.argv.slice(2));
if (choice.kind === "list") console.log(describeBenches());
else if (choice.kind === "render") renderAll();
else if (choice.kind === "mistake") fail(choice.message);
else {
  const failed = await runAll(choice.runs);
  if (failed.length > 0) fail(`Failed: ${failed.join(", ")}`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
