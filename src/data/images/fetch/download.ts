import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvHttpProxyAgent, interceptors, request, type Dispatcher } from 'undici';
import { DatasetError, OutputError } from '../../../errors.js';
import { matchesPublished, sha256Of, sizeOf } from './digest.js';
import type { RemoteFile } from './remote.js';

export interface DownloadProgress {
  readonly name: string;
  /** Bytes received, including those of earlier attempts. */
  readonly received: number;
  readonly total: number;
}

export interface DownloadOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stops the download. Received bytes are kept, and a later download resumes from them. */
  readonly signal?: AbortSignal;
  /** Pause before the second attempt from one URL; doubled for each further attempt. */
  readonly retryDelayMs?: number;
}

/** Attempts from one URL that add no bytes before the URL is given up. */
const MAX_ATTEMPTS = 3;
const TIMEOUT_MS = 30_000;

/** The file could not be downloaded from any URL; `reasons` has one entry per URL. */
export class DownloadFailure extends Error {
  constructor(
    readonly reasons: readonly string[],
    /** Bytes kept for the next download. */
    readonly kept: number,
  ) {
    super(reasons.join('; '));
    this.name = 'DownloadFailure';
  }
}

/** A failure that a further attempt from the same URL cannot fix. */
class PermanentFailure extends Error {}

/**
 * Downloads a file into a folder. Writes to `<name>.part` first, resuming an existing one, then verifies and renames
 * it. Proxies are taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 * @returns `present` if the folder already contains the file
 * @throws DownloadFailure if no URL provides the published file
 * @throws DatasetError if a different file of that name exists
 * @throws OutputError if the file cannot be written
 */
export async function download(
  file: RemoteFile,
  dir: string,
  options: DownloadOptions = {},
): Promise<'present' | 'downloaded'> {
  const path = join(dir, file.name);
  if ((await sizeOf(path)) !== undefined) {
    if (await matchesPublished(path, file)) return 'present';
    throw new DatasetError(
      `${path}: expected the published file (SHA-256 ${file.sha256}), got a different one: ` +
        `move it away, or use it as is`,
    );
  }
  const partPath = `${path}.part`;
  // Sends plain HTTP to a proxy without a tunnel: many proxies refuse to tunnel it.
  const agent = new EnvHttpProxyAgent({ headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, proxyTunnel: false });
  const reasons: string[] = [];
  try {
    const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 5 }));
    for (const url of file.urls) {
      const reason = await downloadFrom(file, url, partPath, dispatcher, options);
      if (reason === undefined) {
        await rename(partPath, path).catch((cause: Error) => {
          throw new OutputError(`cannot write ${path}: ${cause.message}`, { cause });
        });
        return 'downloaded';
      }
      reasons.push(`${new URL(url).host}: ${reason}`);
    }
  } finally {
    await agent.destroy();
  }
  throw new DownloadFailure(reasons, (await sizeOf(partPath)) ?? 0);
}

/** Resumes the partial download from one URL. @returns the reason of a failure, or undefined on success */
async function downloadFrom(
  file: RemoteFile,
  url: string,
  partPath: string,
  dispatcher: Dispatcher,
  options: DownloadOptions,
): Promise<string | undefined> {
  const { signal, retryDelayMs = 500 } = options;
  let reason = '';
  let largestSize = (await sizeOf(partPath)) ?? 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (attempt > 0) await sleep(retryDelayMs * 2 ** (attempt - 1), undefined, signal && { signal });
    const before = (await sizeOf(partPath)) ?? 0;
    try {
      await receive(file, url, partPath, before, dispatcher, options);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof OutputError) throw error;
      if (error instanceof PermanentFailure) return error.message;
      reason = reasonOf(error);
    }
    const size = (await sizeOf(partPath)) ?? 0;
    if (size === file.bytes) {
      const sha256 = await sha256Of(partPath);
      if (sha256 === file.sha256) return undefined;
      await rm(partPath, { force: true });
      reason = `expected SHA-256 ${file.sha256}, got ${sha256}`;
      // The beginning may come from a different URL. Only a file received completely from this URL shows that it is the
      // wrong one.
      if (before === 0) return reason;
      largestSize = 0;
    }
    if (size > largestSize) [largestSize, attempt] = [size, 0];
  }
  return reason || `the connection ended after ${largestSize} of ${file.bytes} bytes`;
}

/** Requests the missing bytes and appends them to the partial file as they arrive. */
async function receive(
  file: RemoteFile,
  url: string,
  partPath: string,
  startSize: number,
  dispatcher: Dispatcher,
  { onProgress, signal }: DownloadOptions,
): Promise<void> {
  if (startSize === file.bytes) return;
  if (startSize > file.bytes) {
    await rm(partPath);
    startSize = 0;
  }
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    // Without this, some servers decompress .gz files in transit.
    headers: { 'accept-encoding': 'identity', ...(startSize > 0 && { range: `bytes=${startSize}-` }) },
    ...(signal && { signal }),
  });
  try {
    const length = Number(headers['content-length'] ?? NaN);
    const resumes = statusCode === 206 && String(headers['content-range']).startsWith(`bytes ${startSize}-`);
    if (!resumes && statusCode !== 200) {
      // Range not satisfiable: the server's file ends before the missing bytes begin.
      if (statusCode === 416)
        throw new PermanentFailure(`expected a file of ${file.bytes} bytes, the server has at most ${startSize}`);
      const message = `the server answered ${statusCode}`;
      throw statusCode >= 500 || statusCode === 429 ? new Error(message) : new PermanentFailure(message);
    }
    const start = resumes ? startSize : 0;
    if (Number.isFinite(length) && start + length !== file.bytes) {
      throw new PermanentFailure(`expected a file of ${file.bytes} bytes, the server offers ${start + length}`);
    }
    await append(partPath, start, file, body, onProgress);
  } finally {
    body.on('error', () => undefined).destroy();
  }
}

async function append(
  partPath: string,
  start: number,
  file: RemoteFile,
  body: AsyncIterable<Buffer>,
  onProgress: DownloadOptions['onProgress'],
): Promise<void> {
  const wrapWriteErrors = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((cause: Error) => {
      throw new OutputError(`cannot write ${partPath}: ${cause.message}`, { cause });
    });
  const handle = await wrapWriteErrors(open(partPath, start === 0 ? 'w' : 'r+'));
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

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no network, or no such host',
  EAI_AGAIN: 'no network: cannot resolve the host name',
  ECONNREFUSED: 'the connection was refused',
  ENETUNREACH: 'no network',
  EHOSTUNREACH: 'the host is unreachable',
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was lost',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not respond',
  UND_ERR_HEADERS_TIMEOUT: 'the host does not respond',
  UND_ERR_BODY_TIMEOUT: 'the host stopped sending data',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined ? REASONS[code] : undefined) ?? (message || code || String(error));
}
