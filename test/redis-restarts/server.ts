import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { freePort } from '../cli/support/redis-server.js';

/** A Redis server that is killed and started again on the same port. */
export interface RestartableServer {
  /** `redis://host:port` */
  readonly address: string;
  start(): Promise<void>;
  /** Sends SIGKILL and waits until the server is gone. */
  kill(): Promise<void>;
}

/**
 * Prepares a private server on a free port of this machine.
 * @param folder of its files
 * @param persistent whether it keeps its data through a restart: with an append-only file; otherwise in memory only
 */
export async function prepareServer(folder: string, persistent: boolean): Promise<RestartableServer> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  let child: ChildProcess | undefined;
  return {
    address: `redis://127.0.0.1:${port}`,
    async start() {
      const settings = ['--save', '', '--appendonly', persistent ? 'yes' : 'no', '--dir', folder];
      child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...settings], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      for await (const line of createInterface(child.stdout!)) if (line.includes('Ready to accept')) break;
      child.stdout!.resume();
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
