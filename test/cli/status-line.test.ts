import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStatusLine } from '#cli/ui/status-line.js';
import { clearLiveRegion } from '#cli/ui/streams.js';
import { EmulatedTerminal } from './support/emulated-terminal.js';

let terminal: EmulatedTerminal;
beforeEach(() => {
  terminal = new EmulatedTerminal(80, 24);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => terminal.write(String(text)));
});
afterEach(() => {
  clearLiveRegion();
  vi.restoreAllMocks();
});

/** Waits until what draws the line is loaded, and has drawn. */
async function loaded(): Promise<void> {
  await Promise.all([import('#cli/ui/live-region.js'), import('#cli/ui/fit.js')]);
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a status line whose drawing code is not loaded yet', () => {
  it('draws the last text as soon as it is', async () => {
    const status = createStatusLine(true);
    status.show('one');
    status.show(() => 'two');
    expect(await terminal.screen()).toEqual([]);
    await loaded();
    expect(await terminal.screen()).toEqual(['two']);
    status.clear();
    expect(await terminal.screen()).toEqual([]);
  });

  it.each([
    ['cleared', (status: { clear(): void }) => status.clear()],
    ['cleared with all lines, as an error does', () => clearLiveRegion()],
  ])('draws nothing if it is %s before', async (_, clear) => {
    const status = createStatusLine(true);
    status.show('one');
    clear(status);
    await loaded();
    expect(await terminal.screen()).toEqual([]);
    status.show('two');
    expect(await terminal.screen()).toEqual(['two']);
  });

  it('draws nothing outside a terminal', async () => {
    createStatusLine(false).show('one');
    await loaded();
    expect(await terminal.screen()).toEqual([]);
  });
});
