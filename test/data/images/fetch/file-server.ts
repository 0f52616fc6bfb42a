import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request and the status of its response. */
export interface Exchange {
  readonly url: string;
  readonly range: string | undefined;
  readonly status: number;
}

/** How the server misbehaves. Every setting may be changed between requests. */
export interface Behaviour {
  /** Bytes after which each connection is closed. */
  cutAfter?: number;
  /** Whether Range is ignored. */
  whole?: boolean;
  /**
   * How requests with Range are answered wrongly: with the right bytes but status 200; with bytes from further ahead;
   * with 416, as if the file had no such bytes; with 400.
   */
  ranges?: 'as 200' | 'shifted' | '416' | '400';
  /** Status of every response. */
  status?: number;
  /** Whether Content-Length is omitted. */
  chunked?: boolean;
  /** Pause after each 64 KiB, in ms. */
  pause?: number;
}

/** An HTTP server on loopback with some files. */
export interface FileServer {
  /** URL of the folder, ending in a slash. */
  readonly url: string;
  readonly files: Map<string, Uint8Array>;
  readonly behaviour: Behaviour;
  readonly exchanges: Exchange[];
  close(): Promise<void>;
}

/** Starts a file server on a free port. Paths below `/moved/` are redirected. */
export async function fileServer(): Promise<FileServer> {
  const files = new Map<string, Uint8Array>();
  const behaviour: Behaviour = {};
  const exchanges: Exchange[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Requests to a proxy contain the complete URL.
    const path = new URL(request.url!, 'http://loopback').pathname;
    const range = request.headers.range;
    const finish = (status: number, headers: Record<string, string | number> = {}): ServerResponse => {
      exchanges.push({ url: request.url!, range, status });
      return response.writeHead(status, headers);
    };
    if (behaviour.status !== undefined) return void finish(behaviour.status).end('no');
    if (path.startsWith('/moved/')) return void finish(302, { location: path.replace('/moved', '') }).end();
    const content = files.get(path.slice(1));
    if (!content) return void finish(404).end('no such file');
    const start = behaviour.whole || range === undefined ? 0 : Number(/^bytes=(\d+)-$/.exec(range)![1]);
    if (start >= content.length) return void finish(416, { 'content-range': `bytes */${content.length}` }).end();
    const { ranges } = behaviour;
    if (range !== undefined && (ranges === '416' || ranges === '400')) return void finish(Number(ranges)).end();
    const from = range !== undefined && ranges === 'shifted' ? start - 100 : start;
    const body = content.subarray(from);
    finish(from > 0 && ranges !== 'as 200' ? 206 : 200, {
      ...(!behaviour.chunked && { 'content-length': body.length }),
      ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    });
    const { cutAfter, pause } = behaviour;
    if (cutAfter !== undefined && cutAfter < body.length) {
      response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 200));
      return;
    }
    for (let at = 0; at < body.length && !response.destroyed; at += 1 << 16) {
      response.write(body.subarray(at, at + (1 << 16)));
      if (pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    response.end();
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    files,
    behaviour,
    exchanges,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
