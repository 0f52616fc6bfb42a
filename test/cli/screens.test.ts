import { describe, expect, it } from 'vitest';
import { TrainingScreen } from '#cli/commands/train/screen/components/training-screen.js';
import { INITIAL_STATE, reduce, type ScreenEvent } from '#cli/commands/train/screen/training-state.js';
import { createInkScreen } from '#cli/ui/ink-screen.js';
import { createLiveRegion } from '#cli/ui/live-region.js';
import { EmulatedTerminal } from './support/emulated-terminal.js';
import { recordedRun } from './support/events.js';

const SHELL = ['$ ls', 'recordings', '$ lyrebird train'];
const LOADING: ScreenEvent = { type: 'loading', what: 'recording', done: 12, total: 80, seconds: 340 };

function terminalWithShell(columns: number, rows: number): EmulatedTerminal {
  const terminal = new EmulatedTerminal(columns, rows);
  for (const line of SHELL) terminal.write(`${line}\n`);
  return terminal;
}

/** A training screen after some events. */
async function trainingOn(terminal: EmulatedTerminal, events: readonly ScreenEvent[]) {
  const region = createLiveRegion(terminal, true);
  const screen = createInkScreen(
    { initial: INITIAL_STATE, reduce, screen: TrainingScreen, onInterrupt: () => undefined },
    { stream: terminal, region },
  );
  for (const event of events) screen.take(event);
  await terminal.resize(terminal.columns, terminal.rows);
  return { ...screen, region };
}

/** What is left of the screen in a terminal of this size that always had it. */
async function fromTheStart(columns: number, rows: number, events: readonly ScreenEvent[]): Promise<string[]> {
  const terminal = terminalWithShell(columns, rows);
  const screen = await trainingOn(terminal, events);
  const lines = await terminal.screen();
  await screen.end();
  return lines;
}

const withoutShell = (lines: readonly string[]): string[] => lines.filter((line) => !SHELL.includes(line));

describe('a screen in a terminal that becomes smaller', () => {
  it.each([
    ['loading', [LOADING]],
    ['training', recordedRun().slice(0, 40)],
  ])('shows no old lines while %s', async (_, events) => {
    const terminal = terminalWithShell(80, 24);
    const screen = await trainingOn(terminal, events);
    for (const [columns, rows] of [
      [40, 24],
      [20, 24],
      [60, 12],
      [20, 6],
      [8, 3],
    ] as const) {
      await terminal.resize(columns, rows);
      const fresh = await fromTheStart(columns, rows, events);
      expect(withoutShell(await terminal.screen()), `${columns} x ${rows}`).toEqual(withoutShell(fresh));
    }
    await screen.end();
  });

  it('keeps all that was above it, however small the terminal is', async () => {
    for (const [columns, rows] of [
      [40, 12],
      [20, 6],
      [8, 3],
      [4, 2],
      [2, 1],
    ] as const) {
      const terminal = terminalWithShell(80, 24);
      const screen = await trainingOn(terminal, recordedRun().slice(0, 40));
      await terminal.resize(columns, rows);
      await screen.end();
      await terminal.resize(80, 24);
      expect((await terminal.everything()).slice(0, SHELL.length), `${columns} x ${rows}`).toEqual(SHELL);
    }
  });
});

describe('a message while a screen is shown', () => {
  it('appears above it', async () => {
    const terminal = terminalWithShell(80, 24);
    const screen = await trainingOn(terminal, [LOADING]);
    const before = await terminal.screen();
    screen.region.writeAbove(() => terminal.write('warning: a.wav is short\n'));
    expect(await terminal.screen()).toEqual([...SHELL, 'warning: a.wav is short', ...before.slice(SHELL.length)]);
    await screen.end();
    expect(await terminal.everything()).toEqual([...SHELL, 'warning: a.wav is short', ...before.slice(SHELL.length)]);
  });
});
