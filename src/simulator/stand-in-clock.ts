/** A clock that can be pushed forward, so that tokens run out without anybody waiting. */
export interface StandInClock {
  /** Epoch ms. */
  readonly now: () => number;
  /** Moves it by so many milliseconds, backwards when negative. */
  move(ms: number): void;
  /** How far it has been moved, ms. */
  movedMs(): number;
}

/** @param base the clock underneath, epoch ms; the machine's own unless given. */
export function createStandInClock(base: () => number = Date.now): StandInClock {
  let moved = 0;
  return {
    now: () => base() + moved,
    move: (ms) => {
      moved += ms;
    },
    movedMs: () => moved,
  };
}
