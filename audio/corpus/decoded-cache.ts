import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findFfmpeg, type OpenAudioOptions, readAudio, type WholeAudio } from '../decode/index.js';
import { ConfigError } from '../../src/errors.js';
import { makeFolder, writeFileAtomically } from '../../src/files/index.js';
import { parseJson } from '../../src/parse-json.js';
import { userCacheFolder } from '../../src/user-cache-folder.js';

/**
 * Decoded recordings on disk. They are found by the content of the recordings: names and folders do not matter. One
 * object is for reading one corpus: what was read or written through it makes no room for others.
 */
export interface DecodedCache {
  readonly folder: string;
  /** Most bytes that the recordings take. Those that were not used for longest make room. */
  readonly limitBytes: number;
}

/** What a cache holds. */
export interface CacheContents {
  readonly recordings: number;
  readonly bytes: number;
}

const DEFAULT_LIMIT_BYTES = 5e9;
const EXTENSION = '.pcm';
/** Names of its own files: others in the folder are somebody else's. */
const ENTRY = /^[0-9a-f]{64}\.pcm$/;
/** Changes whenever the same file is decoded to other samples or warnings. */
const FORMAT = 3;
/** A WAV file needs no cache if it has the rate that is asked for: it is read as fast. */
const WAV_HEADER_BYTES = 28;
const MAX_HEADER_BYTES = 1 << 16;

const header = z.object({
  sha256: z.string(),
  samples: z.int().min(0),
  info: z.object({
    container: z.string(),
    codec: z.string(),
    sampleRateHz: z.number(),
    channels: z.number(),
    durationSeconds: z.exactOptional(z.number()),
    decoder: z.enum(['wav', 'ffmpeg', 'none']),
  }),
  /** Without the name of the file. */
  warnings: z.array(z.string()),
});

/**
 * Returns the cache of this user: the folder LYREBIRD_CACHE, or `lyrebird/decoded` among the user's caches. It may take
 * LYREBIRD_CACHE_GB, by default 5 GB.
 * @returns undefined if either variable switches it off: an empty folder, or 0 GB
 * @throws ConfigError if LYREBIRD_CACHE_GB is no size
 */
export function userDecodedCache(env: NodeJS.ProcessEnv = process.env): DecodedCache | undefined {
  const cache = namedDecodedCache(env);
  return cache !== undefined && cache.limitBytes > 0 ? cache : undefined;
}

/**
 * Returns the cache as `userDecodedCache`, at 0 GB too: it may still hold what was written before it was switched off.
 * @returns undefined if LYREBIRD_CACHE is empty, so that no folder is named
 * @throws ConfigError if LYREBIRD_CACHE_GB is no size
 */
export function namedDecodedCache(env: NodeJS.ProcessEnv = process.env): DecodedCache | undefined {
  const { LYREBIRD_CACHE: named, LYREBIRD_CACHE_GB: gigabytes } = env;
  const limitBytes = gigabytes ? Number(gigabytes) * 1e9 : DEFAULT_LIMIT_BYTES;
  if (!(limitBytes >= 0 && limitBytes < Infinity)) {
    throw new ConfigError(`LYREBIRD_CACHE_GB must be a number of gigabytes, such as 5 or 0.5, got ${gigabytes}`);
  }
  return named === '' ? undefined : { folder: named ?? join(userCacheFolder(env), 'decoded'), limitBytes };
}

/**
 * Reads a whole recording, decoded before if the cache holds it. What is not there is written while the caller goes on.
 * A cache that cannot be used, whatever the reason, costs time and nothing else.
 * @throws as `readAudio`
 */
export async function readCachedAudio(
  file: string,
  options: OpenAudioOptions,
  cache: DecodedCache | undefined,
): Promise<WholeAudio> {
  const key = cache && (await keyOf(file, options).catch(() => undefined));
  options.signal?.throwIfAborted();
  if (cache === undefined || key === undefined) return readAudio(file, options);
  const entry = join(cache.folder, key + EXTENSION);
  const cached = await readEntry(entry, file).catch(() => undefined);
  (await stateOf(cache)).used.add(entry);
  if (cached) return cached;
  const audio = await readAudio(file, options);
  void writeEntry(entry, file, audio, cache).catch(() => undefined);
  return audio;
}

/** Returns what the cache holds. */
export async function cacheContents({ folder }: DecodedCache): Promise<CacheContents> {
  const entries = await entriesOf(folder);
  return { recordings: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Deletes all recordings of the cache. @returns what it held */
export async function clearCache(cache: DecodedCache): Promise<CacheContents> {
  const contents = await cacheContents(cache);
  for (const { path } of await entriesOf(cache.folder)) await rm(path, { force: true });
  states.delete(cache);
  return contents;
}

/** Identifies content, rate and decoder; undefined for recordings that are not worth caching. */
async function keyOf(
  file: string,
  { sampleRateHz, channel, ffmpeg, signal }: OpenAudioOptions,
): Promise<string | undefined> {
  // Pipes and devices can be read only once, if ever.
  if (!(await stat(file)).isFile()) return undefined;
  const hash = createHash('sha256');
  let first = true;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    if (first && isWavAt(chunk, sampleRateHz)) return undefined;
    first = false;
    hash.update(chunk);
  }
  if (first) return undefined;
  const decoder = await findFfmpeg(ffmpeg);
  hash.update(JSON.stringify([FORMAT, sampleRateHz, channel ?? null, decoder?.version ?? null]));
  return hash.digest('hex');
}

function isWavAt(bytes: Buffer, sampleRateHz: number): boolean {
  if (bytes.length < WAV_HEADER_BYTES || bytes.toString('latin1', 0, 4) !== 'RIFF') return false;
  return bytes.toString('latin1', 8, 16) === 'WAVEfmt ' && bytes.readUInt32LE(24) === sampleRateHz;
}

/** An entry is a line of JSON, padded to a multiple of four bytes, and the samples as float32, little-endian. */
async function readEntry(path: string, file: string): Promise<WholeAudio | undefined> {
  const handle = await open(path, 'r');
  try {
    const start = Buffer.alloc(MAX_HEADER_BYTES);
    const { bytesRead } = await handle.read(start, 0, start.length, 0);
    const end = start.indexOf('\n');
    if (end < 0 || end >= bytesRead) return undefined;
    const { data } = header.safeParse(parseJson(start.toString('utf8', 0, end)));
    if (!data || (await handle.stat()).size !== end + 1 + 4 * data.samples) return undefined;
    const pcm = new Float32Array(data.samples);
    await readFully(handle, new Uint8Array(pcm.buffer), end + 1);
    if (sha256(pcm) !== data.sha256) return undefined;
    const nowSeconds = (performance.timeOrigin + performance.now()) / 1000;
    await handle.utimes(nowSeconds, nowSeconds).catch(() => undefined);
    return { info: data.info, warnings: data.warnings.map((text) => ({ file, message: `${file}: ${text}` })), pcm };
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new Error('shorter than its header says');
    done += bytesRead;
  }
}

async function writeEntry(
  path: string,
  file: string,
  { info, warnings, pcm }: WholeAudio,
  cache: DecodedCache,
): Promise<void> {
  if (pcm.byteLength > cache.limitBytes / 2) return;
  const json = JSON.stringify({
    sha256: sha256(pcm),
    samples: pcm.length,
    info,
    warnings: warnings.map(({ message }) => message.replace(`${file}: `, '')),
  });
  const line = `${json}${' '.repeat((4 - ((Buffer.byteLength(json) + 1) % 4)) % 4)}\n`;
  if (Buffer.byteLength(line) > MAX_HEADER_BYTES) return;
  await makeFolder(cache.folder);
  if (!(await makeRoom(cache, pcm.byteLength))) return;
  await writeFileAtomically(path, Buffer.concat([Buffer.from(line), bytesOf(pcm)]));
}

/** What is known of a cache, so that it need not be listed for each recording. */
interface CacheState {
  bytes: number;
  /** Those that were there when it was listed, by falling age. */
  readonly oldest: Entry[];
  /** Read or written through this object. A corpus larger than the cache would push out what it is about to need. */
  readonly used: Set<string>;
}

const states = new WeakMap<DecodedCache, Promise<CacheState>>();

function stateOf(cache: DecodedCache): Promise<CacheState> {
  const known = states.get(cache);
  if (known) return known;
  const state = entriesOf(cache.folder).then((entries) => ({
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    oldest: entries.sort((a, b) => a.usedMs - b.usedMs),
    used: new Set<string>(),
  }));
  states.set(cache, state);
  return state;
}

/**
 * Deletes the recordings that were not used for longest, and not through this object, until `bytes` more fit.
 * @returns whether they fit
 */
async function makeRoom(cache: DecodedCache, bytes: number): Promise<boolean> {
  const state = await stateOf(cache);
  while (state.bytes + bytes > cache.limitBytes) {
    const entry = state.oldest.shift();
    if (entry === undefined) return false;
    if (state.used.has(entry.path)) continue;
    state.bytes -= entry.bytes;
    await rm(entry.path, { force: true });
  }
  state.bytes += bytes;
  return true;
}

interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

async function entriesOf(folder: string): Promise<Entry[]> {
  const names = await readdir(folder).catch(() => []);
  const entries = await Promise.all(
    names
      .filter((name) => ENTRY.test(name))
      .map(async (name): Promise<Entry | undefined> => {
        const path = join(folder, name);
        // Another process may have deleted it.
        const stats = await stat(path).catch(() => undefined);
        return stats?.isFile() ? { path, bytes: stats.size, usedMs: stats.mtimeMs } : undefined;
      }),
  );
  return entries.filter((entry) => entry !== undefined);
}

function bytesOf(pcm: Float32Array): Uint8Array {
  return new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}

function sha256(pcm: Float32Array): string {
  return createHash('sha256').update(bytesOf(pcm)).digest('hex');
}
