import { expect, it } from "vitest";
import { createHost } from "../src/app-host.ts";
import { UnavailableError } from "../src/runner/ports.ts";
import { noDesk } from "./support/no-desk.ts";

const ORGANISATION = { id: "dep", name: { th: "กรมตัวอย่าง", en: "Example" } };
const unavailable = async () => {
  throw new UnavailableError("the records");
};

/** A host whose clock stands still, over records that answer. */
function hostOf(parts: object, stores: object = {}) {
  const storage = {
    records: { loadPerson: async () => "a person", apply: async () => {}, erasedUpTo: async () => null },
    linking: { membership: async () => "a membership" },
    ...stores,
  };
  return createHost({ config: {}, clock: { now: () => 0 }, desk: noDesk, storage, ...parts } as never);
}

const asker = { personId: "U-1", eventId: "e1", membership: { organisation: ORGANISATION } as never };
const preview = { type: "reminder_preview", unit: "" } as const;

it("goes on asking records and membership while counting everybody fails, and lets the counting rest", async () => {
  let asked = 0;
  const count = async () => {
    asked += 1;
    return unavailable();
  };
  const host = hostOf({ desk: { ...noDesk, preview: count, progress: count } });
  await expect(host.lookUp.find(preview, asker)).rejects.toThrow(UnavailableError);
  expect(await host.lookUp.membership("U-1")).toBe("a membership");
  expect(await host.records.loadPerson("U-1")).toBe("a person");
  await expect(host.lookUp.find({ type: "progress", unit: "" }, asker)).rejects.toThrow(UnavailableError);
  expect(asked).toBe(1);
});

it("lets records rest with membership", async () => {
  const host = hostOf({}, { linking: { membership: unavailable } });
  await expect(host.lookUp.membership("U-1")).rejects.toThrow(UnavailableError);
  await expect(host.records.loadPerson("U-1")).rejects.toThrow(UnavailableError);
});
