import { spawn } from '@lydell/node-pty';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cast, CastEvent } from './cast.js';

export interface RecordOptions {
  readonly columns: number;
  readonly rows: number;
  /** Where the shell runs. */
  readonly folder: string;
  /** Typed one after the other, each once the one before has ended. */
  readonly commands: readonly string[];
}

const KEY_SECONDS = 0.035;
const PAUSE_SECONDS = 0.5;
/** Time for the shell to draw its prompt after announcing it. */
const PROMPT_SECONDS = 0.05;

/**
 * Types commands into bash in a real pseudo-terminal and records the output. The markers `typed`, `runs` and `done`
 * say when typing of a command begins, when it starts, and when it has ended.
 * @throws if a command fails
 */
export async function record({ columns, rows, folder, commands }: RecordOptions): Promise<Cast> {
  const shell = spawn('bash', ['--noprofile', '--norc', '-i'], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: folder,
    env: terminalEnvironment(),
  });
  const events: CastEvent[] = [];
  const began = performance.now();
  const add = (code: 'o' | 'm', data: string): void => {
    events.push([Number(((performance.now() - began) / 1000).toFixed(3)), code, data]);
  };
  shell.onData((data) => add('o', data));
  const prompt = promptsOf(shell);
  try {
    await prompt('bash');
    for (const command of commands) {
      await sleep(PAUSE_SECONDS * 1000);
      add('m', 'typed');
      for (const key of command) {
        shell.write(key);
        await sleep(KEY_SECONDS * 1000);
      }
      await sleep(PAUSE_SECONDS * 1000);
      add('m', 'runs');
      shell.write('\r');
      await prompt(command);
      await sleep(PROMPT_SECONDS * 1000);
      add('m', 'done');
    }
  } finally {
    shell.kill();
  }
  return { columns, rows, events };
}

/** Standard escape sequences (OSC 133) for a command's exit code and the start of a prompt; terminals hide them. */
const PROMPT = String.raw`\e]133;D;$?\a\e]133;A\a`;
// eslint-disable-next-line no-control-regex
const PROMPTED = /\x1b\]133;D;(\d+)\x07\x1b\]133;A\x07/;

/** @returns a function that waits for the next prompt, and rejects if the command before it failed */
function promptsOf(shell: ReturnType<typeof spawn>): (command: string) => Promise<void> {
  let output = '';
  let check = (): void => undefined;
  shell.onData((data) => {
    output += data;
    check();
  });
  return (command) =>
    new Promise((resolve, reject) => {
      const ended = shell.onExit(({ exitCode }) => reject(new Error(`bash ended with exit code ${exitCode}`)));
      check = () => {
        const found = PROMPTED.exec(output);
        if (!found) return;
        output = output.slice(found.index + found[0].length);
        check = () => undefined;
        ended.dispose();
        if (found[1] === '0') resolve();
        else reject(new Error(`${command}: exit code ${found[1]}`));
      };
      check();
    });
}

/** What a person's shell has: colours, no npm script around it, no continuous integration. */
function terminalEnvironment(): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !/^(npm_.*|CI|NO_COLOR|FORCE_COLOR|NODE_ENV|NODE_OPTIONS|PROMPT_COMMAND)$/i.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LC_ALL: 'C.UTF-8',
    HISTFILE: '/dev/null',
    npm_config_update_notifier: 'false',
    PS1: String.raw`\[${PROMPT}\e[1;32m\]$\[\e[0m\] `,
  };
}
