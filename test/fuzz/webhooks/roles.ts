/** Officers of human resources among the people of sending-world.ts: linked, and the notice is accepted. */
export const HR_NUMBERS: readonly number[] = [3, 23, 43, 63];

/** Managers of the one unit there is. */
export const MANAGER_NUMBERS: readonly number[] = [7, 27, 47, 67, 87];
