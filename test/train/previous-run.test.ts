import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { discardPreviousRun, setAsidePreviousRun } from '#src/train/previous-run.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const { at } = useTemporaryFolder({ perTest: true });
const ENTRIES = ['last', 'best', 'folds'];

/** Writes a run of which `text` is all that is known. */
function writeRun(text: string, isFinished: boolean): void {
  mkdirSync(at('run/last'), { recursive: true });
  writeFileSync(at('run/last/model.json'), text);
  writeFileSync(at('run/config.yaml'), text);
  if (isFinished) writeFileSync(at('run/result.json'), text);
}
const setAside = () => setAsidePreviousRun(at('run'), ENTRIES);
const aside = (): string => readFileSync(at('run/previous-run/last/model.json'), 'utf8');

describe('a run that is overwritten', () => {
  it('is moved as a whole, and nothing else is', async () => {
    writeRun('first', true);
    writeFileSync(at('run/notes.txt'), 'mine');
    expect(await setAside()).toBe(at('run/previous-run'));
    expect(readdirSync(at('run')).sort()).toEqual(['notes.txt', 'previous-run']);
    expect(readdirSync(at('run/previous-run')).sort()).toEqual(['config.yaml', 'last', 'result.json']);
  });

  it('stays if the run that overwrites it is overwritten before it has finished', async () => {
    writeRun('first', true);
    await setAside();
    writeRun('second', false);
    expect(await setAside()).toBeUndefined();
    expect(aside()).toBe('first');
  });

  it('is deleted once the new run has finished, even if that was killed before it could do so', async () => {
    writeRun('first', true);
    await setAside();
    writeRun('second', true);
    await setAside();
    expect(aside()).toBe('second');
    await discardPreviousRun(at('run'));
    expect(existsSync(at('run/previous-run'))).toBe(false);
  });

  it('of which a kill left a part unmoved is moved completely', async () => {
    writeRun('first', true);
    mkdirSync(at('run/.previous-run/last'), { recursive: true });
    writeFileSync(at('run/.previous-run/last/model.json'), 'first');
    mkdirSync(at('run/best'));
    rmSync(at('run/last'), { recursive: true });
    await setAside();
    expect(readdirSync(at('run/previous-run')).sort()).toEqual(['best', 'config.yaml', 'last', 'result.json']);
  });

  it('does not exist where nothing was trained', async () => {
    mkdirSync(at('run'));
    expect(await setAside()).toBeUndefined();
    expect(readdirSync(at('run'))).toEqual([]);
  });
});
