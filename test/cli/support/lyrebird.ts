import { execa, type ResultPromise } from 'execa';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../../cli/lyrebird.js', import.meta.url));

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const OPTIONS = {
  reject: false,
  stripFinalNewline: false,
  stdin: 'ignore',
  // Makes the tests independent of the environment they run in.
  env: {
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
    NODE_OPTIONS: undefined,
    FFMPEG_PATH: undefined,
    LYREBIRD_DATA: undefined,
    ORT_DISABLE_TELEMETRY: undefined,
  },
} as const;

/**
 * Starts the built command, for tests that watch or stop it.
 * @param cwd working directory
 */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = process.cwd()) {
  return execa(process.execPath, [LAUNCHER, ...args], { ...OPTIONS, cwd, env: { ...OPTIONS.env, ...env } });
}

/** Starts the built command as a shell does: in a process group of its own, all of which Ctrl+C interrupts. */
export function startGroup(args: readonly string[]) {
  const running = execa(process.execPath, [LAUNCHER, ...args], { ...OPTIONS, detached: true });
  return { running, pressCtrlC: () => process.kill(-running.pid!, 'SIGINT') };
}

export type Running = ResultPromise<typeof OPTIONS>;

/** Runs the built command to its end. */
export async function lyrebird(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<Outcome> {
  const { exitCode, stdout, stderr } = await start(args, env, cwd);
  return { exitCode: exitCode ?? -1, stdout, stderr };
}

/** Parses JSON lines. */
export function parseLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** First character of every escape code that moves the cursor or sets colours. */
export const ESCAPE = '\u001B';
