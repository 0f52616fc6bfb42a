import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../dist/bundle/', import.meta.url);

/** Packages, and files of the bundle, that are loaded before the entry point runs. */
function loadedWith(entry: string): Set<string> {
  const loaded = new Set([entry]);
  for (const file of loaded) {
    if (!file.startsWith('./')) continue;
    const code = readFileSync(new URL(file, FOLDER), 'utf8');
    for (const [, from] of code.matchAll(/^(?:import|export)\b[^"']*["']([^"']+)["'];?$/gm)) loaded.add(from!);
  }
  return loaded;
}

describe('the bundled command line', () => {
  it.each(['./main.js', './training-worker.js'])('%s loads no library of charts or archives at start', (entry) => {
    const loaded = [...loadedWith(entry)];
    expect(loaded).toContain('node:path');
    expect(loaded.filter((name) => /^(vega|vega-lite|opentype\.js|@resvg\/resvg-wasm|tar|execa)$/.test(name))).toEqual(
      [],
    );
  });
});
