import fc from "fast-check";

const digit = fc.constantFrom("1", "2", "3", "4");
const mostly = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: seldom, weight: 1 });

const row = fc.tuple(
  mostly(fc.integer({ min: 1, max: 40 }).map(String), fc.constantFrom("", "=1", "๑๒")),
  mostly(fc.constantFrom("ก ข", "ค ง"), fc.constantFrom("", "@x", "\u0007")),
  mostly(fc.constantFrom("", "a@b.go.th"), fc.constant("x")),
  mostly(digit, fc.constant("")),
  mostly(fc.constant("หน่วย"), fc.constantFrom("", "อื่น")),
  mostly(fc.constant(""), digit),
  mostly(fc.constantFrom("", "service"), fc.constant("?")),
  mostly(fc.constantFrom("", "hr"), fc.constantFrom("หัวหน้า", "?")),
  mostly(fc.constantFrom("", "1 2"), fc.constant("9")),
);
/** Rows that are often right, often wrong, and often speak of the same people and units. */
export const anyRows = fc.array(row, { maxLength: 25 });
