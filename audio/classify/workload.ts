import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { inOrder } from '../../src/concurrency.js';
import { wavDuration } from '../decode/index.js';

/** How much sound there is to classify, as far as it is known. */
export interface Workload {
  /**
   * Looks at recordings, and estimates how long those are that have not been started. Reads the headers of WAV files,
   * and of others the size: their seconds per byte are those of recordings in this format that are known already.
   * @returns once all have been looked at, or the signal fires
   */
  survey(paths: Iterable<string>, signal?: AbortSignal): Promise<void>;
  /**
   * Notes that a recording is being classified.
   * @param doneSeconds so far
   * @param announcedSeconds length of the whole, as its header says
   */
  advance(path: string, doneSeconds: number, announcedSeconds?: number): void;
  /** Notes the length of a classified recording. */
  finish(path: string, seconds: number): void;
  /** Notes that nothing of a recording is to be classified. */
  drop(path: string): void;
  /** Seconds classified so far. */
  readonly doneSeconds: number;
  /** Seconds to classify in all; undefined until the recordings have been looked at. An estimate. */
  readonly expectedSeconds: number | undefined;
}

/** Bytes per second of a format before one of its recordings is known: typical settings of recorders and archives. */
const TYPICAL_BYTES_PER_SECOND: Readonly<Record<string, number>> = {
  '.wav': 96_000,
  '.flac': 50_000,
  '.aif': 96_000,
  '.aiff': 96_000,
};
/** The same for lossy formats. */
const LOSSY_BYTES_PER_SECOND = 16_000;

/** Files that are looked at concurrently. */
const CONCURRENT_LOOKS = 4;

interface Item {
  readonly bytes: number;
  readonly extension: string;
  /** Length; undefined if it is to be estimated from the size. */
  readonly seconds: number | undefined;
}

/** Sums over recordings of one format. */
interface FormatTotals {
  knownBytes: number;
  knownSeconds: number;
  unknownBytes: number;
}

/** Nothing to do yet. */
export function createWorkload(): Workload {
  const items = new Map<string, Item>();
  const formats = new Map<string, FormatTotals>();
  const inFlight = new Map<string, number>();
  /** Lengths that were known before a recording was looked at; null: nothing of it is to be classified. */
  const settled = new Map<string, number | null>();
  let finishedSeconds = 0;
  let surveyed = false;

  const totalsOf = (extension: string): FormatTotals => {
    let totals = formats.get(extension);
    if (!totals) formats.set(extension, (totals = { knownBytes: 0, knownSeconds: 0, unknownBytes: 0 }));
    return totals;
  };
  const count = ({ bytes, extension, seconds }: Item, sign: 1 | -1): void => {
    const totals = totalsOf(extension);
    if (seconds === undefined) totals.unknownBytes += sign * bytes;
    else {
      totals.knownBytes += sign * bytes;
      totals.knownSeconds += sign * seconds;
    }
  };
  const put = (path: string, item: Item): void => {
    const before = items.get(path);
    if (before) count(before, -1);
    items.set(path, item);
    count(item, 1);
  };
  /** Sets the length of a recording; null takes it out. */
  const settle = (path: string, seconds: number | null): void => {
    settled.set(path, seconds);
    const item = items.get(path);
    if (!item) return;
    if (seconds !== null) return put(path, { ...item, seconds });
    count(item, -1);
    items.delete(path);
  };
  const look = async (path: string): Promise<void> => {
    const stats = await stat(path).catch(() => undefined);
    const inHeader = stats && !settled.has(path) ? await wavDuration(path) : undefined;
    const known = settled.get(path);
    if (!stats || known === null) return;
    put(path, { bytes: stats.size, extension: extname(path).toLowerCase(), seconds: known ?? inHeader });
  };

  return {
    async survey(paths, signal) {
      const looks = inOrder(paths, look, { width: CONCURRENT_LOOKS, ...(signal && { signal }) });
      try {
        for await (const _ of looks);
        surveyed = true;
      } catch (error) {
        if (!signal?.aborted) throw error;
      }
    },
    advance(path, doneSeconds, announcedSeconds) {
      inFlight.set(path, doneSeconds);
      const known = settled.get(path);
      const seconds = announcedSeconds === undefined ? known : Math.max(doneSeconds, announcedSeconds);
      if (typeof seconds === 'number' && seconds !== known) settle(path, seconds);
    },
    finish(path, seconds) {
      inFlight.delete(path);
      finishedSeconds += seconds;
      settle(path, seconds);
    },
    drop(path) {
      inFlight.delete(path);
      settle(path, null);
    },
    get doneSeconds() {
      let seconds = finishedSeconds;
      for (const value of inFlight.values()) seconds += value;
      return seconds;
    },
    get expectedSeconds() {
      if (!surveyed) return undefined;
      let seconds = 0;
      for (const [extension, { knownBytes, knownSeconds, unknownBytes }] of formats) {
        const perByte =
          knownSeconds > 0 && knownBytes > 0
            ? knownSeconds / knownBytes
            : 1 / (TYPICAL_BYTES_PER_SECOND[extension] ?? LOSSY_BYTES_PER_SECOND);
        seconds += knownSeconds + unknownBytes * perByte;
      }
      return Math.max(seconds, this.doneSeconds);
    },
  };
}
