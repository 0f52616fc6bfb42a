import { resolve, sep } from 'node:path';
import { OutputError } from '../../src/errors.js';
import type { Recording } from './find-recordings.js';
import type { Journal } from './journal.js';
import { isSameRecording, type Provenance } from './provenance.js';
import type { Origin } from './types.js';

/** Under which key a results folder holds the result of each recording. */
export interface ResultKeys {
  /**
   * Chooses the key of a recording: that of its earlier result, otherwise its own. If another recording has that, as
   * when two cards hold files of one name, the names of the folders above it are put in front.
   * @throws OutputError if the earlier result at this path is of another recorder
   */
  choose(recording: Recording, provenance: Provenance, origin: Origin | undefined): Promise<string>;
  /** Returns the key of a recording that cannot be read, if one is free. */
  chooseUnread(recording: Recording): string | undefined;
  /** Returns the key that was chosen for a recording, or would be if no other had it. */
  of(recording: Recording): string;
}

/** What decides about keys. */
export interface ResultKeysOptions {
  /** Path of the results folder, for messages. */
  readonly folder: string;
  readonly journal: Journal;
  /** Earlier keys do not count: those of this run apply. */
  readonly overwrite: boolean;
  /** Whether the recording at an absolute path is one of this run. */
  readonly isInRun: (path: string) => boolean;
}

/** Chooses keys in the order in which recordings ask for them. */
export function createResultKeys({ folder, journal, overwrite, isInRun }: ResultKeysOptions): ResultKeys {
  /** Paths of recordings, by the key that they have in this run. */
  const claimed = new Map<string, string>();
  const chosen = new Map<string, string>();

  const earlierKey = (path: string): string | undefined => (overwrite ? undefined : journal.keyOf(path));
  const isFree = (key: string, path: string, provenance: Provenance | undefined): boolean => {
    if (claimed.has(key)) return claimed.get(key) === path;
    const holder = journal.pathAt(key);
    if (holder === undefined || holder === path) return true;
    // One of this run keeps its key, or chooses anew.
    if (isInRun(holder)) return overwrite;
    const before = journal.origin(key);
    return before !== undefined && provenance !== undefined && isSameRecording(before, provenance);
  };
  /** Nothing is awaited between the choice and the claim: recordings choose concurrently. */
  const claim = ({ key, path }: Recording, provenance?: Provenance): string | undefined => {
    const earlier = earlierKey(path);
    const candidates = [...(earlier === undefined ? [] : [earlier]), key, ...longerKeys(key, path)];
    const free = candidates.find((candidate) => isFree(candidate, path, provenance));
    if (free === undefined) return undefined;
    claimed.set(free, path);
    chosen.set(path, free);
    return free;
  };
  const recorderOf = async (key: string): Promise<string | undefined> =>
    journal.origin(key) && (await journal.read(key))?.origin?.serial?.value;

  return {
    async choose(recording, provenance, origin) {
      const { path } = recording;
      const earlier = earlierKey(path);
      const key = claim(recording, provenance);
      if (key === undefined) throw new OutputError(`${folder} holds another result under every name of ${path}`);
      const recorder = origin?.serial?.value;
      if (key !== earlier || recorder === undefined) return key;
      const before = await recorderOf(key);
      if (before === recorder || before === undefined) return key;
      throw new OutputError(
        `${folder} holds the result of another recording that was at ${path}: of recorder ${before}, and this is ` +
          `of ${recorder}; copy each card into a folder of its own, or choose another --out`,
      );
    },
    chooseUnread: (recording) => chosen.get(recording.path) ?? claim(recording),
    of: ({ key, path }) => chosen.get(path) ?? earlierKey(path) ?? key,
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
