import { describe, expect, it } from "vitest";
import { quotaPeriod } from "../../src/runner/quota-period.ts";

describe("the month a message counts in", () => {
  it.each([
    ["2026-06-30T14:59:59.999Z", "2026-06", "2026-06"],
    ["2026-06-30T15:00:00.000Z", "2026-07", "2026-06"],
    ["2026-06-30T16:59:59.999Z", "2026-07", "2026-06"],
    ["2026-06-30T17:00:00.000Z", "2026-07", "2026-07"],
    ["2026-12-31T14:59:59.999Z", "2026-12", "2026-12"],
    ["2026-12-31T15:00:00.000Z", "2027-01", "2026-12"],
    ["2026-12-31T17:00:00.000Z", "2027-01", "2027-01"],
    ["2028-02-29T14:59:59.999Z", "2028-02", "2028-02"],
    ["2028-02-29T15:00:00.000Z", "2028-03", "2028-02"],
    ["2028-02-29T17:00:00.000Z", "2028-03", "2028-03"],
  ])("of %s is %s in Tokyo and %s in Bangkok", (at, tokyo, bangkok) => {
    expect(quotaPeriod(Date.parse(at), "Asia/Tokyo")).toBe(tokyo);
    expect(quotaPeriod(Date.parse(at), "Asia/Bangkok")).toBe(bangkok);
  });

  it("turns with summer time where there is one", () => {
    expect(quotaPeriod(Date.parse("2026-06-30T22:00:00Z"), "Europe/Berlin")).toBe("2026-07");
    expect(quotaPeriod(Date.parse("2026-11-30T22:59:59Z"), "Europe/Berlin")).toBe("2026-11");
  });
});
