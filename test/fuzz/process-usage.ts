import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Linux counts processor time in ticks of 10 ms. */
const TICKS_PER_SECOND = 100;

/**
 * Processor time of a process and its descendants, finished ones included, from Linux's /proc.
 * @returns seconds; 0 if the process is gone
 */
export function processorSeconds(pid: number): number {
  const processes = new Map<number, { readonly parent: number; readonly ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statFields(Number(name));
    if (!fields) continue;
    const [, parent] = fields;
    processes.set(Number(name), { parent: parent!, ticks: fields.slice(11, 15).reduce((sum, n) => sum + n, 0) });
  }
  const ticksOf = (id: number): number =>
    [...processes].reduce(
      (sum, [child, { parent }]) => (parent === id ? sum + ticksOf(child) : sum),
      processes.get(id)?.ticks ?? 0,
    );
  return ticksOf(pid) / TICKS_PER_SECOND;
}

/** Restarts the measurement of this process's peak memory. */
export function resetPeakMemory(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}

/** Peak resident memory of this process since the last reset, in megabytes. */
export function peakMemoryMegabytes(): number {
  const kilobytes = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Fields of /proc/PID/stat after the name, which is the only one that may contain blanks; state counts as field 0. */
function statFields(pid: number): readonly number[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
  } catch {
    return undefined;
  }
}
