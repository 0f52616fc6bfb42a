import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inspectCorpus, recordedAt, scanCorpus } from '#audio/index.js';

const day = fileURLToPath(new URL('../../../../shared/data/soundscape-day', import.meta.url));

describe.skipIf(!existsSync(day))('the recordings in ../shared/data/soundscape-day (skipped if absent)', () => {
  it('are the 24 hours of 22 May 2019 at one Song Meter', async () => {
    const files = (await readdir(day)).filter((file) => file.endsWith('.wav')).sort();
    expect(files).toHaveLength(24);
    for (const [hour, file] of files.entries()) {
      const { start, serial, warnings } = await recordedAt(join(day, file), { timezone: 'America/New_York' });
      const text = String(hour).padStart(2, '0');
      expect(start).toMatchObject({ local: `2019-05-22T${text}:00:00`, utcOffset: '-04:00', source: 'file name' });
      expect(serial?.value).toBe('S4A03895');
      expect(warnings).toEqual([]);
    }
  });

  it('are one site in a report', async () => {
    const corpus = await scanCorpus(day, { minimumClasses: 0, loose: 'unlabelled' });
    const { sites, origins } = await inspectCorpus(corpus);
    expect(sites).toEqual([
      {
        site: 'S4A03895',
        recordings: 24,
        dated: 24,
        withoutOffset: 24,
        first: '2019-05-22T00:00:00',
        last: '2019-05-22T23:00:00',
        sources: ['file name'],
      },
    ]);
    expect(origins).toHaveLength(24);
  });
});
