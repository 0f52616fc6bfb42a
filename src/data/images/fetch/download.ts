import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvHttpProxyAgent, interceptors, request, type Dispatcher } from 'undici';
import { DatasetError, OutputError } from '../../../errors.js';
import { matchesPublished, sha256Of, sizeOf } from './digest.js';
import type { RemoteFile } from './remote.js';

export interface DownloadProgress {
  readonly name: string;
  /** Bytes that are there, those of earlier attempts included. */
  readonly received: number;
  readonly total: number;
}

export interface DownloadOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stops; what has come so far is kept, and a later download goes on from there. */
  readonly signal?: AbortSignal;
  /** Pause before the second attempt at an address; doubled for each further one. */
  readonly retryDelayMs?: number;
}

/** Attempts at one address without a single byte more. */
const ATTEMPTS = 3;
const SILENCE_MS = 30_000;

/** No address gave the file; `reasons` says why, one for each. */
export class DownloadFailure extends Error {
  constructor(
    readonly reasons: readonly string[],
    /** Bytes that are kept for the next time. */
    readonly kept: number,
  ) {
    super(reasons.join('; '));
    this.name = 'DownloadFailure';
  }
}

/** Another attempt at the same address makes no sense. */
class Refused extends Error {}

/**
 * Downloads a file into a folder: into `<name>.part` first, which is continued if it is there, checked, then renamed. Proxies are those
 * of HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 * @returns whether it was there already
 * @throws DownloadFailure if no address gives the published file
 * @throws DatasetError if another file of that name is there
 * @throws OutputError if it cannot be written
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
      `${path}: expected the published file (SHA-256 ${file.sha256}), got another: move it away, or use it as it is`,
    );
  }
  const part = `${path}.part`;
  // Plain http goes through a proxy as such: many refuse to tunnel it.
  const agent = new EnvHttpProxyAgent({ headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS, proxyTunnel: false });
  const reasons: string[] = [];
  try {
    const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 5 }));
    for (const url of file.urls) {
      const reason = await fromAddress(file, url, part, dispatcher, options);
      if (reason === undefined) {
        await rename(part, path).catch((cause: Error) => {
          throw new OutputError(`cannot write ${path}: ${cause.message}`, { cause });
        });
        return 'downloaded';
      }
      reasons.push(`${new URL(url).host}: ${reason}`);
    }
  } finally {
    await agent.destroy();
  }
  throw new DownloadFailure(reasons, (await sizeOf(part)) ?? 0);
}

/** Brings the part to its end from one address. @returns why it could not, or nothing */
async function fromAddress(
  file: RemoteFile,
  url: string,
  part: string,
  dispatcher: Dispatcher,
  options: DownloadOptions,
): Promise<string | undefined> {
  const { signal, retryDelayMs = 500 } = options;
  let reason = '';
  let most = (await sizeOf(part)) ?? 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await sleep(retryDelayMs * 2 ** (attempt - 1), undefined, signal && { signal });
    const before = (await sizeOf(part)) ?? 0;
    try {
      await receive(file, url, part, before, dispatcher, options);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof OutputError) throw error;
      if (error instanceof Refused) return error.message;
      reason = reasonOf(error);
    }
    const size = (await sizeOf(part)) ?? 0;
    if (size === file.bytes) {
      const sum = await sha256Of(part);
      if (sum === file.sha256) return undefined;
      await rm(part, { force: true });
      reason = `expected SHA-256 ${file.sha256}, got ${sum}`;
      // The beginning may have come from elsewhere; only what came in one piece condemns the address.
      if (before === 0) return reason;
      most = 0;
    }
    if (size > most) [most, attempt] = [size, 0];
  }
  return reason || `the connection ended after ${most} of ${file.bytes} bytes`;
}

/** One request for what is missing, written to the part as it comes. */
async function receive(
  file: RemoteFile,
  url: string,
  part: string,
  have: number,
  dispatcher: Dispatcher,
  { onProgress, signal }: DownloadOptions,
): Promise<void> {
  if (have === file.bytes) return;
  if (have > file.bytes) {
    await rm(part);
    have = 0;
  }
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    // As it is: some servers unpack .gz files on the way otherwise.
    headers: { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) },
    ...(signal && { signal }),
  });
  try {
    const length = Number(headers['content-length'] ?? NaN);
    const resumes = statusCode === 206 && String(headers['content-range']).startsWith(`bytes ${have}-`);
    if (!resumes && statusCode !== 200) {
      // Out of range: its file ends before what is missing begins.
      if (statusCode === 416)
        throw new Refused(`expected a file of ${file.bytes} bytes, the server has at most ${have}`);
      const message = `the server answers ${statusCode}`;
      throw statusCode >= 500 || statusCode === 429 ? new Error(message) : new Refused(message);
    }
    const start = resumes ? have : 0;
    if (Number.isFinite(length) && start + length !== file.bytes) {
      throw new Refused(`expected a file of ${file.bytes} bytes, the server offers ${start + length}`);
    }
    await append(part, start, file, body, onProgress);
  } finally {
    body.on('error', () => undefined).destroy();
  }
}

async function append(
  part: string,
  start: number,
  file: RemoteFile,
  body: AsyncIterable<Buffer>,
  onProgress: DownloadOptions['onProgress'],
): Promise<void> {
  const writing = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((cause: Error) => {
      throw new OutputError(`cannot write ${part}: ${cause.message}`, { cause });
    });
  const handle = await writing(open(part, start === 0 ? 'w' : 'r+'));
  let received = start;
  try {
    for await (const chunk of body) {
      if (received + chunk.length > file.bytes) {
        throw new Refused(`expected a file of ${file.bytes} bytes, the server sends more`);
      }
      for (let from = 0; from < chunk.length;) {
        const { bytesWritten } = await writing(handle.write(chunk, from, chunk.length - from, received + from));
        from += bytesWritten;
      }
      received += chunk.length;
      onProgress?.({ name: file.name, received, total: file.bytes });
    }
    await writing(handle.sync());
  } finally {
    await handle.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no network, or no such host',
  EAI_AGAIN: 'no network: the name of the host cannot be looked up',
  ECONNREFUSED: 'the connection was refused',
  ENETUNREACH: 'no network',
  EHOSTUNREACH: 'the host cannot be reached',
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection broke off',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'the host does not answer',
  UND_ERR_BODY_TIMEOUT: 'the host fell silent',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined ? REASONS[code] : undefined) ?? (message || code || String(error));
}
