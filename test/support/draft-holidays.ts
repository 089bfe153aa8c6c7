import Holidays from "date-holidays";
import type { Holiday, HolidayYear } from "../../src/content/holidays-schema.ts";
import { type BangkokDay, dateOf, dayOfDate, weekdayOf } from "../../src/core/reminder/bangkok-day.ts";

const SOURCE = [
  "A draft from date-holidays, with lunar days computed from the lunar calendar where it lacks them (they may be a",
  "day off) and substitution days by the rule of the cabinet. Missing: the Royal Ploughing Ceremony and special days.",
  "Compare it with the list of the cabinet before confirming.",
].join(" ");

/** Names date-holidays gives the lunar days. */
const LUNAR_NAMES = ["Makha Bucha", "Vesak Day", "Asalha Puja", "Buddhist Lent"];

/** A list of holidays of a year for somebody to complete, compare and confirm. */
export function draftHolidays(year: number): HolidayYear {
  const known = knownHolidays(year);
  const days = known.some(({ kind }) => kind === "lunar") ? known : [...known, ...lunarHolidays(year)];
  // The first days of January may stand in for New Year's Eve.
  const eve = { date: `${year - 1}-12-31`, name: nameOf("วันสิ้นปี", "New Year's Eve"), kind: "fixed" } as const;
  const substitutions = substitutionsOf([eve, ...days]).filter(({ date }) => date.startsWith(`${year}-`));
  return {
    year,
    confirmed: false,
    source: SOURCE,
    days: [...days, ...substitutions].toSorted((a, b) => a.date.localeCompare(b.date)),
  };
}

function knownHolidays(year: number): readonly Holiday[] {
  const inThai = new Map(listOf(year, "th").map(({ date, name }) => [date, name]));
  return listOf(year, "en").map(({ date, name }) => ({
    date,
    name: nameOf(inThai.get(date) ?? name, name),
    kind: LUNAR_NAMES.includes(name) ? ("lunar" as const) : ("fixed" as const),
  }));
}

function listOf(year: number, language: string): readonly { readonly date: string; readonly name: string }[] {
  const list = new Holidays("TH", { languages: language, types: ["public"] }).getHolidays(year);
  return list.map(({ date, name }) => ({ date: date.slice(0, 10), name }));
}

/** Asalha Bucha of 2026, a year with two eighth months. */
const KNOWN_ASALHA = { year: 2026, date: "2026-07-29" };
const LUNATION_DAYS = 29.530588;
const ONE_YEAR_DAYS = 365.2422;
/** Asalha Bucha never comes before about the fourth of July; months are inserted to keep it so. */
const EARLIEST_ASALHA = "07-04";

/** By the months of the lunar calendar, from a day that is known; around inserted days it may be a day off. */
function lunarHolidays(year: number): readonly Holiday[] {
  const asalha = asalhaOf(year);
  const hasTwoEighthMonths = asalha - asalhaOf(year - 1) > ONE_YEAR_DAYS;
  const visakha = asalha - 59;
  return [
    lunar(visakha - (hasTwoEighthMonths ? 89 : 88), "วันมาฆบูชา", "Makha Bucha Day"),
    lunar(visakha, "วันวิสาขบูชา", "Visakha Bucha Day"),
    lunar(asalha, "วันอาสาฬหบูชา", "Asalha Bucha Day"),
    lunar(asalha + 1, "วันเข้าพรรษา", "Buddhist Lent Day"),
  ];
}

function asalhaOf(year: number): BangkokDay {
  const known = dayOfDate(KNOWN_ASALHA.date) ?? 0;
  const earliest = dayOfDate(`${year}-${EARLIEST_ASALHA}`) ?? 0;
  const months = Math.ceil((earliest - known) / LUNATION_DAYS);
  return known + Math.floor(months * LUNATION_DAYS);
}

function lunar(day: BangkokDay, th: string, en: string): Holiday {
  return {
    date: dateOf(day),
    name: nameOf(th, en),
    kind: "lunar",
    source: "Computed from the lunar calendar",
  };
}

/** The next working day for each holiday at a weekend; Songkran gets one day at most. */
function substitutionsOf(days: readonly Holiday[]): readonly Holiday[] {
  const taken = new Set(days.map(({ date }) => date));
  const isOff = (day: BangkokDay) => [0, 6].includes(weekdayOf(day)) || taken.has(dateOf(day));
  const atWeekends = days.filter(({ date }) => [0, 6].includes(weekdayOf(dayOfDate(date) ?? 0)));
  const once = atWeekends.filter(
    ({ name }, index) =>
      !name.en.startsWith("Songkran") || atWeekends.findIndex((one) => one.name.en === name.en) === index,
  );
  return once.map(({ date, name }) => {
    let day = (dayOfDate(date) ?? 0) + 1;
    while (isOff(day)) day += 1;
    taken.add(dateOf(day));
    const substitute = nameOf(`วันหยุดชดเชย${name.th}`, `Substitution for ${name.en}`);
    return { date: dateOf(day), name: substitute, kind: "substitution" };
  });
}

function nameOf(th: string, en: string): Holiday["name"] {
  return { th, en };
}
