import { readFileSync } from "node:fs";
import { Redis } from "ioredis";

/** What a process has used so far, as Linux tells; null elsewhere, and for a process that is gone. */
export interface ProcessFigures {
  /** Of all its processors together. */
  readonly cpuSeconds: number;
  readonly memoryMb: number;
  readonly peakMemoryMb: number;
}

/** Of every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function processFigures(pid: number): ProcessFigures | null {
  try {
    // The name in brackets may hold anything.
    const [, rest = ""] = /\) (.*)$/su.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const fields = rest.split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // What has ended and is not collected yet has no memory.
    if (!status.includes("VmRSS")) return null;
    return {
      cpuSeconds: ticks / TICKS_A_SECOND,
      memoryMb: megabytes(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1]),
      peakMemoryMb: megabytes(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1]),
    };
  } catch {
    return null;
  }
}

function megabytes(kilobytes: string | undefined): number {
  return Math.round(Number(kilobytes) / 1_000);
}

/** The id of the process of a Redis. */
export async function redisProcess(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    return Number(/process_id:(\d+)/u.exec(await redis.info("server"))?.[1]);
  } finally {
    redis.disconnect();
  }
}
