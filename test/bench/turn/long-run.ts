import { type Contender, type Stretch, stretch } from "./contender.ts";

/** In so many parts, and memory is looked at after each. */
const PARTS = 10;
const CROWD_TAPS = 4_000;

/** So many taps one after another; memory and computing after each tenth. */
export async function longRun(
  contender: Contender,
  { events, inFlight }: { readonly events: number; readonly inFlight: number },
): Promise<readonly Stretch[]> {
  const { load } = contender;
  const parts: Stretch[] = [];
  for (let part = 0; part < PARTS; part += 1) {
    const taps = Math.ceil(events / PARTS);
    await load.prepare(taps + CROWD_TAPS, inFlight);
    parts.push(await stretch(contender, () => load.saturate(taps, inFlight)));
  }
  return parts;
}
