import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { Dispatcher } from 'undici';
import { OutputError } from '../../../errors.js';
import type { RemoteFile } from './remote.js';

/** Progress of a download. */
export interface DownloadProgress {
  readonly name: string;
  /** Bytes received, including those of earlier attempts. */
  readonly received: number;
  readonly total: number;
}

/** A failure that a further attempt from the same URL cannot fix. */
export class PermanentFailure extends Error {}

/** The answer to a request for the rest of a file is of no use; a request for the whole file may be answered better. */
export class RangeFailure extends Error {}

/** One request for a file, or for its rest. */
export interface Transfer {
  readonly file: RemoteFile;
  readonly url: string;
  /** The received bytes are appended to this file. */
  readonly partPath: string;
  /** Size of that file; the bytes after it are requested. */
  readonly partSize: number;
  /** Whether to request the whole file, whatever there is of it. */
  readonly fromStart: boolean;
  readonly dispatcher: Dispatcher;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Called when the answer is accepted, with the position of its first byte in the file. */
  readonly onStart: (position: number) => void;
}

/**
 * Requests the missing bytes and writes them as they arrive. Returns early if the connection ends early without an
 * error.
 * @throws PermanentFailure, RangeFailure, OutputError, or the error of the connection
 */
export async function transfer({ partSize, fromStart, ...rest }: Transfer): Promise<void> {
  const { file, url, partPath, dispatcher, signal, onProgress, onStart } = rest;
  if (partSize === file.bytes) return;
  if (partSize > file.bytes) await rm(partPath);
  const wanted = fromStart || partSize > file.bytes ? 0 : partSize;
  const { request } = await import('undici');
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    // Without this, some servers decompress .gz files in transit.
    headers: { 'accept-encoding': 'identity', ...(wanted > 0 && { range: `bytes=${wanted}-` }) },
    ...(signal && { signal }),
  });
  try {
    const answer = {
      statusCode,
      length: headers['content-length'] === undefined ? undefined : Number(headers['content-length']),
      range: headers['content-range'] === undefined ? undefined : String(headers['content-range']),
    };
    const position = firstPosition(answer, wanted, file.bytes);
    onStart(position);
    await append(partPath, position, file, body, onProgress);
  } finally {
    body.on('error', () => undefined).destroy();
  }
}

interface Answer {
  readonly statusCode: number;
  /** Content-Length. */
  readonly length: number | undefined;
  /** Content-Range. */
  readonly range: string | undefined;
}

/**
 * Returns the position in the file of the first byte of an answer: the wanted one, or 0 if the whole file is sent.
 * @throws PermanentFailure or RangeFailure if the answer cannot be used
 */
function firstPosition({ statusCode, length, range }: Answer, wanted: number, bytes: number): number {
  const [, first, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(range ?? '') ?? [];
  if (total !== undefined && total !== '*' && Number(total) !== bytes) {
    const offer = statusCode === 416 ? `has at most ${total}` : `offers ${total}`;
    throw new PermanentFailure(`expected a file of ${bytes} bytes, the server ${offer}`);
  }
  const Failure = wanted > 0 ? RangeFailure : PermanentFailure;
  const isPart = statusCode === 206 || (statusCode === 200 && range !== undefined);
  if (isPart) {
    // A part with status 200 is sent by servers that do not know what a range is; its position is not to be trusted.
    if (first !== undefined && Number(first) === wanted && (statusCode === 206 || wanted === 0)) return wanted;
    throw new Failure(
      `expected the file from byte ${wanted}, the server answered ${statusCode} with ${range ?? 'none'}`,
    );
  }
  if (statusCode !== 200) {
    const message = `the server answered ${statusCode}`;
    const mayPass = statusCode === 429 || (statusCode >= 500 && statusCode !== 501);
    throw mayPass ? new Error(message) : new Failure(message);
  }
  if (length !== undefined && length !== bytes) {
    throw new Failure(`expected a file of ${bytes} bytes, the server offers ${length}`);
  }
  return 0;
}

/** A symbolic link in place of the partial file is not followed. Windows has no such flag. */
const NO_FOLLOW = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;
const EXISTING_FILE = constants.O_RDWR | NO_FOLLOW;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_FOLLOW;

async function append(
  partPath: string,
  start: number,
  file: RemoteFile,
  body: AsyncIterable<Buffer>,
  onProgress: Transfer['onProgress'],
): Promise<void> {
  const wrapWriteErrors = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((cause: Error) => {
      throw new OutputError(`cannot write ${partPath}: ${cause.message}`, { cause });
    });
  const handle = await wrapWriteErrors(open(partPath, start === 0 ? NEW_FILE : EXISTING_FILE));
  let received = start;
  try {
    for await (const chunk of body) {
      if (received + chunk.length > file.bytes) {
        throw new PermanentFailure(`expected a file of ${file.bytes} bytes, the server sends more`);
      }
      for (let from = 0; from < chunk.length;) {
        const { bytesWritten } = await wrapWriteErrors(handle.write(chunk, from, chunk.length - from, received + from));
        from += bytesWritten;
      }
      received += chunk.length;
      onProgress?.({ name: file.name, received, total: file.bytes });
    }
    await wrapWriteErrors(handle.sync());
  } finally {
    await handle.close();
  }
}
