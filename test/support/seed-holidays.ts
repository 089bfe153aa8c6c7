/**
 * `npm run -s holidays:seed -- 2028 > data/holidays/2028.json` prints a draft of a year's holidays, to be completed
 * and compared with the list of the cabinet; see data/holidays/README.md.
 */
import { draftHolidays } from "./draft-holidays.ts";

const year = Number(process.argv[2]);
if (!Number.isInteger(year) || year < 2000 || year > 2400) {
  console.error("Give a year of the common era: npm run -s holidays:seed -- 2028");
  process.exit(1);
}
const { days, ...list } = draftHolidays(year);
const lines = days.map((day) => `    ${JSON.stringify(day)}`).join(",\n");
console.log(JSON.stringify({ ...list, days: [] }, null, 2).replace("[]", `[\n${lines}\n  ]`));
