import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderReport, type ReportMedia } from '#audio/report/page/index.js';
import type { ReportCard } from '#audio/report/types.js';
import { HOSTILE_NAMES, hostileCard, reportFixture } from './report-fixture.js';

const { REPORT_PAGE } = process.env;
const NO_SOUND: ReportMedia = { sound: async () => undefined };

/** The text of a page in one line; short enough for a message. */
const textOf = (page: string) => page.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
const times = (page: string, pattern: RegExp) => [...page.matchAll(pattern)].length;

describe('the page of a report card', () => {
  const { card, media } = reportFixture({ mistakes: 3, sampleRateHz: 16_000 });
  let page: string;
  beforeAll(async () => {
    page = await renderReport(card, media);
  });

  it('has its sections in order, and one for each species', () => {
    const headings = [...page.matchAll(/<h2 id="([^"]+)"/g)].map(([, id]) => id);
    expect(headings).toEqual(['advice', 'overview', 'each', 'confusion', 'calibration', 'segments', 'how-to-read']);
    expect(times(page, /<h3 id="species-\d+"/g)).toBe(card.species.length);
    expect(times(page, /<a href="#species-\d+"/g)).toBe(card.species.length);
    for (const { sentence } of card.species) expect(page).toContain(sentence);
    expect(page).toContain(card.model.fingerprint);
  });

  it('is the same each time', async () => {
    expect((await renderReport(card, media)) === page).toBe(true);
  });

  it('has a chart for each species that has a curve, with both thresholds marked', () => {
    const curves = card.species.filter(({ curve }) => curve.length > 0);
    expect(times(page, />threshold 0\.50</g)).toBe(curves.length);
    expect(times(page, />to trust 0\.82</g)).toBe(curves.filter(({ trust }) => trust !== null).length);
  });

  it('has picture and sound of each mistake, and says where the recording could not be read', () => {
    expect(times(page, /<svg class="spectrogram"/g)).toBe(29);
    expect(times(page, /<audio /g)).toBe(29);
    expect(times(page, /the recording could not be read/g)).toBe(1);
  });

  it('allows no script, and loads nothing: what it needs is inside', () => {
    expect(page).toContain('default-src &#39;none&#39;; img-src data:; media-src data:; style-src &#39;sha256-');
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(|https?:(?!\/\/www\.w3\.org\/)/);
    for (const [, url] of page.matchAll(/ (?:src|href)="([^"]{0,30})/g)) expect(url).toMatch(/^(data:(image|audio)|#)/);
  });

  it('shows any text as text', async () => {
    const hostile = await renderReport(hostileCard(card), NO_SOUND);
    expect(hostile).not.toMatch(/<img|<svg onload|<\/script|<\/style><style>|<!-- /);
    // eslint-disable-next-line no-control-regex
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u200B\u202E]/);
    expect(hostile).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
    expect(hostile).toContain('gnp.\\u202eelddim\\u0000\\u001b[31m\\u200b ]]&gt; &lt;!-- &amp;lt;b&amp;gt;');
  });

  it('says where predictions come from, and warns if the recordings trained the model', async () => {
    expect(page).toContain('divided into 4 parts');
    const source = { kind: 'evaluation', folder: `birds/${HOSTILE_NAMES[0]}`, usedInTraining: 0 } as const;
    expect(await renderReport({ ...card, source }, NO_SOUND)).toContain('None of them trained the model.');
    const trained = await renderReport({ ...card, source: { ...source, usedInTraining: 12 } }, NO_SOUND);
    expect(textOf(trained)).toContain('12 recordings of them trained the model or helped to choose it');
  });

  it('is complete where nothing could be measured', async () => {
    const empty: ReportCard = {
      ...card,
      advice: [],
      overall: { ...card.overall, averagePrecision: null, auroc: null, precision: null, recall: null },
      segments: null,
      calibration: { error: null, bins: [] },
      species: card.species.map((species) => ({ ...species, curve: [], takenFor: [], mistakes: [] })),
    };
    const rendered = await renderReport(empty, NO_SOUND);
    for (const text of ['Nothing stands out', 'Nothing was detected', 'Not measured', 'No chart']) {
      expect(rendered).toContain(text);
    }
    expect(rendered).not.toMatch(/undefined|NaN|Infinity/);
  });

  it.skipIf(REPORT_PAGE === undefined)('is written to $REPORT_PAGE, to look at it', async () => {
    const shown = reportFixture();
    await writeFile(REPORT_PAGE!, await renderReport(shown.card, shown.media));
  });
});

describe('a page that would be too large', () => {
  const { card, media } = reportFixture({ mistakes: 3, sampleRateHz: 24_000 });
  const bytes = async (mediaBytes: number): Promise<string> => {
    const empty = Buffer.byteLength(await renderReport(card, NO_SOUND));
    const maxBytes = empty + mediaBytes;
    const page = await renderReport(card, media, { maxBytes });
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(maxBytes);
    return page;
  };

  it('leaves out sounds, has the worst of each species, and says so', async () => {
    const page = await bytes(3_500_000);
    expect(times(page, /<svg class="spectrogram"/g)).toBe(29);
    const withSound = page
      .split('<section class="species"')
      .slice(1, 11)
      .map((section) => times(section, /<audio /g));
    expect(Math.min(...withSound)).toBe(1);
    expect(Math.max(...withSound)).toBe(2);
    const left = 29 - withSound.reduce((sum, count) => sum + count, 0);
    expect(textOf(page)).toContain(`${left} of 30 mistakes have no sound. The worst`);
  });

  it('then leaves out pictures', async () => {
    const page = await bytes(100_000);
    const pictures = times(page, /<svg class="spectrogram"/g);
    expect(pictures).toBeGreaterThan(5);
    expect(pictures).toBeLessThan(29);
    expect(textOf(page)).toContain(`29 of 30 mistakes have no sound, and ${29 - pictures} no picture. The worst`);
  });

  it('has at most 20 MB for 50 species', async () => {
    const large = reportFixture({ species: 50, sampleRateHz: 8000 });
    const cached = new Map<number, Awaited<ReturnType<ReportMedia['sound']>>>();
    const many: ReportMedia = {
      async sound(species, mistake) {
        const sound = cached.get(species % 10) ?? (await large.media.sound(species % 10, 0));
        cached.set(species % 10, sound);
        const { mistakes } = large.card.species[species]!;
        expect(mistakes[mistake]).toBeDefined();
        return sound && { ...sound, sampleRateHz: 24_000, samples: repeated(sound.samples) };
      },
    };
    const page = await renderReport(large.card, many);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(20_000_000);
    expect(times(page, /<svg class="spectrogram"/g)).toBe(250);
    expect(times(page, /<audio /g)).toBeGreaterThan(50);
  });
});

function repeated(samples: Float32Array): Float32Array {
  const all = new Float32Array(3 * samples.length);
  for (const part of [0, 1, 2]) all.set(samples, part * samples.length);
  return all;
}
