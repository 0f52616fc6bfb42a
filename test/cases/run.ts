import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../../cli/lyrebird.js', import.meta.url));
const LONGEST_SECONDS = 300;

/** What a command did. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stderr that are warnings or errors of the program. */
  readonly messages: readonly string[];
}

/** Runs the built command to its end, or until it has run for five minutes. */
export function runLyrebird(args: readonly string[]): Promise<CommandResult> {
  return runCommand(process.execPath, [LAUNCHER, ...args]);
}

/** As `runLyrebird`, as a user for whom permissions count: `nobody`, if this process runs as root. */
export function runAsOrdinaryUser(args: readonly string[]): Promise<CommandResult> {
  if (process.getuid?.() !== 0) return runLyrebird(args);
  const drop = ['--reuid=65534', '--regid=65534', '--clear-groups'];
  return runCommand('setpriv', [...drop, process.execPath, LAUNCHER, ...args]);
}

/** Runs a program to its end. */
export function runCommand(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  const options = {
    timeout: LONGEST_SECONDS * 1000,
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: '1', ...env },
  };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const exitCode = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      const messages = stderr.split('\n').filter((line) => /^(lyrebird|warning): /.test(line));
      resolve({ exitCode, stdout, stderr, messages });
    });
  });
}
