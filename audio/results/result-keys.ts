import { resolve, sep } from 'node:path';
import { OutputError } from '../../src/errors.js';
import type { Recording } from './find-recordings.js';
import type { Journal } from './journal.js';
import { isSameRecording, type Provenance } from './provenance.js';
import type { Origin } from './types.js';

/** Under which key a results folder holds the result of each recording. */
export interface ResultKeys {
  /**
   * Chooses the key of a recording: that of its earlier result, otherwise its own. If another recording's result has
   * that, as when two cards hold files of one name, the names of the folders above it are put in front.
   * @throws OutputError if the earlier result at this path is of another recorder
   */
  choose(recording: Recording, provenance: Provenance, origin: Origin | undefined): Promise<string>;
  /** Returns the key that was chosen for a recording, or would be if no other had it. */
  of(recording: Recording): string;
}

/** @param folder path of the results folder, for messages */
export function createResultKeys(folder: string, journal: Journal): ResultKeys {
  /** Paths of recordings, by the key that they have in this run. */
  const claimed = new Map<string, string>();
  const chosen = new Map<string, string>();

  const recorderOf = async (key: string): Promise<string | undefined> =>
    (await journal.read(key))?.origin?.serial?.value;
  const isFree = (key: string, provenance: Provenance): boolean => {
    if (claimed.has(key)) return claimed.get(key) === provenance.path;
    const holder = journal.origin(key);
    return holder === undefined || isSameRecording(holder, provenance);
  };

  return {
    async choose({ key, path }, provenance, origin) {
      const earlier = journal.keyOf(path);
      if (earlier !== undefined) {
        const recorder = origin?.serial?.value;
        const before = recorder === undefined ? undefined : await recorderOf(earlier);
        if (before === recorder || before === undefined) return earlier;
        throw new OutputError(
          `${folder} holds the result of another recording that was at ${path}: of recorder ${before}, and this is ` +
            `of ${recorder}; copy each card into a folder of its own, or choose another --out`,
        );
      }
      const free = [key, ...longerKeys(key, path)].find((candidate) => isFree(candidate, provenance));
      if (free === undefined) throw new OutputError(`${folder} holds another result under every name of ${path}`);
      claimed.set(free, path);
      chosen.set(path, free);
      return free;
    },
    of: ({ key, path }) => chosen.get(path) ?? journal.keyOf(path) ?? key,
  };
}

/** The key with the folders above it, one more each time. */
function longerKeys(key: string, path: string): string[] {
  const parts = resolve(path)
    .split(sep)
    .filter((part) => part !== '' && !part.endsWith(':'));
  const length = key.split('/').length;
  return parts.slice(0, -length).map((_, above) => parts.slice(-(length + above + 1)).join('/'));
}
