import { execa } from 'execa';

const TIME_LIMIT_MINUTES = 20;

/** How a program that printed nothing to the terminal ended. */
export interface Outcome {
  readonly succeeded: boolean;
  /** One line: what went wrong. */
  readonly reason: string;
}

/** Runs a program and keeps its output to itself. */
export async function runQuietly(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Outcome> {
  const { failed, timedOut, all } = await execa(file, args, {
    ...options,
    reject: false,
    stdin: 'ignore',
    all: true,
    timeout: TIME_LIMIT_MINUTES * 60_000,
  });
  return {
    succeeded: !failed,
    reason: timedOut ? `no answer within ${TIME_LIMIT_MINUTES} minutes` : reasonIn(all),
  };
}

/** The line of an install script's output that says what went wrong. */
function reasonIn(output: string): string {
  const host = /(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(output)?.[1];
  if (host !== undefined) return `${host} cannot be reached from here (no such host)`;
  const lines = output.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^\w*Error\b/.test(line)) ??
    lines.find((line) => /error/i.test(line)) ??
    lines.findLast((line) => line !== '') ??
    'its install script said nothing'
  );
}
