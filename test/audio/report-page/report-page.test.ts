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
    expect(headings).toEqual(['overview', 'advice', 'each', 'confusion', 'how-to-read', 'calibration', 'comparison']);
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
    expect(textOf(page)).toContain(
      'Lyrebird hid a quarter of the recordings, trained a model on the others, and tested it on the hidden ones: ' +
        'four times',
    );
    const source = { kind: 'evaluation', folder: `birds/${HOSTILE_NAMES[0]}`, usedInTraining: 0 } as const;
    const notTrained = (matchedBy: 'content' | 'name') =>
      renderReport({ ...card, source: { ...source, matchedBy } }, NO_SOUND);
    expect(await notTrained('content')).toContain('None of them trained it.');
    expect(await notTrained('name')).toContain('None of them has the name of one that trained it.');
    expect(await renderReport({ ...card, source }, NO_SOUND)).not.toContain('None of them');
    const trained = await renderReport({ ...card, source: { ...source, usedInTraining: 12 } }, NO_SOUND);
    expect(textOf(trained)).toContain('12 recordings of them trained the model or helped to choose it');
  });

  it('says at the top what to expect, and why no species can be trusted', async () => {
    const top = (text: string) => textOf(text).split('All species What')[0]!;
    // The ranges at thresholds that were made without the recordings.
    expect(top(page)).toContain('expect 71 to 88% of the detections to be right, and 55 to 74% of the birds');
    const overall = { ...card.overall, unseen: null, precision: { value: 0.9, low: 0.8, high: 0.95 } };
    const elsewhere = { ...card, overall, species: card.species.map((report) => ({ ...report, recordings: 9 })) };
    const made = top(await renderReport(elsewhere, NO_SOUND));
    expect(made).toContain('expect 80 to 95% of the detections');
    // Thresholds were not made from these recordings, so their number says nothing about them.
    expect(made).toContain('the same threshold, 0.50. ');
    const withRecordings = async (recordings: number, threshold = 0.5) => {
      const [first, ...others] = card.species.map((report) => ({ ...report, recordings }));
      return top(await renderReport({ ...card, species: [{ ...first!, threshold }, ...others] }, NO_SOUND));
    };
    expect(await withRecordings(8)).toContain('a species needs 9 right detections or more; here, none has more than 8');
    expect(await withRecordings(9)).not.toContain('a species needs');
    expect(await withRecordings(9)).toContain('the same threshold, 0.50, because none has the 10 recordings for one');
    expect(await withRecordings(10)).toContain('the same threshold, 0.50. ');
    expect(await withRecordings(9, 0.6)).not.toContain('the same threshold');
  });

  it('has thresholds in the table of species if they differ', async () => {
    const different = card.species.map((report, index) => ({ ...report, threshold: 0.5 + 0.01 * index }));
    const rendered = await renderReport({ ...card, species: different }, NO_SOUND);
    expect(times(page, /data-label="Threshold"/g)).toBe(0);
    expect(times(rendered, /data-label="Threshold"/g)).toBe(card.species.length);
  });

  it('shows species that `_` joins with spaces, and files as they are', () => {
    expect(textOf(page)).toContain('Parus major');
    expect(textOf(page)).toContain('Parus_major/XC');
    expect(textOf(page).replaceAll('Parus_major/XC', '')).not.toContain('Parus_major');
  });

  it('says what was detected where a species was missed, and beside a wrong detection', async () => {
    const [first, ...others] = card.species;
    const mistakes = [
      { kind: 'missed', truth: ['a'], detected: ['b'] },
      { kind: 'missed', truth: ['a', 'c'], detected: ['c'] },
      { kind: 'missed', truth: ['a'], detected: [] },
      { kind: 'wrong', truth: ['c'], detected: ['a', 'c'], startSeconds: 1, endSeconds: 2 },
      { kind: 'wrong', truth: [], detected: ['a'], startSeconds: 1, endSeconds: 2 },
    ] as const;
    const own = mistakes.map((mistake, index) => ({
      ...mistake,
      file: `x/${index}.wav`,
      group: `${index}`,
      score: 0.5,
    }));
    const counts = { ...first!.atThreshold, wrong: 4, missed: 3 };
    const report = { ...first!, species: 'a', atThreshold: counts, mistakes: own };
    const text = textOf(await renderReport({ ...card, species: [report, ...others] }, NO_SOUND));
    const said = [...text.matchAll(/Bird (\S+(?:, \S+)*) Program (.*?) (?:Time|File) /g)].slice(0, 5);
    expect(said.map(([, bird, program]) => [bird, program])).toEqual([
      ['a', 'b instead (score of a: 0.50)'],
      ['a, c', 'c (score of a: 0.50)'],
      ['a', 'nothing (score of a: 0.50)'],
      ['c', 'a (score 0.50); also c'],
      ['none', 'a (score 0.50)'],
    ]);
    expect(text).toContain('The 5 worst of 7 mistakes');
  });

  it('names the group of a mistake where it is not named after the file', async () => {
    const groups = ['XC1', 'XC1.mp3', 'x/XC1.mp3', 'pond'].map((group) => {
      const mistakes = [{ ...card.species[0]!.mistakes[0]!, file: 'x/XC1.mp3', group }];
      return renderReport({ ...card, species: [{ ...card.species[0]!, mistakes }] }, NO_SOUND);
    });
    const named = (await Promise.all(groups)).map((text) =>
      times(text.split('class="cards"')[1]!.split('</ul>')[0]!, /<dt>Group<\/dt>/g),
    );
    expect(named).toEqual([0, 0, 0, 1]);
  });

  it('says what part of a longer detection is shown, and where the loudest part is', () => {
    // The detection lasts from 3.5 to 10.5 s, and the sound begins a second before it.
    expect(times(page, /The detection, of which only 3\.5 to 5\.5 s is shown here/g)).toBe(10);
    expect(times(page, /<\/svg\s*>The detection\./g)).toBe(10);
    // The bar ends in an arrow where the detection goes on, in the picture and in the legend.
    expect(times(page, /class="detection" d="M[\d.]+ [\d.]+V[^L"]*H[^L"]*(?:L[^L"]*){2}"/g)).toBe(2 * 10);
    expect(times(page, /class="detection" d="M[\d.]+ [\d.]+V[^L"]*"/g)).toBe(2 * 10);
    expect(times(page, /The loudest part of the recording: it may not be the bird/g)).toBe(9);
  });

  it('has a row of background in the matrix if there are such recordings, and zeros as dots', async () => {
    const matrix = (text: string) => text.split('class="heat"')[1]!.split('</table>')[0]!;
    expect(matrix(page)).toContain('<th scope="row">background</th>');
    expect(matrix(page)).toMatch(/<span aria-hidden="true">·<\/span><span class="unseen">0<\/span>/);
    const overall = { ...card.overall, background: { recordings: 0, withDetection: 0 } };
    expect(matrix(await renderReport({ ...card, overall }, NO_SOUND))).not.toContain('background');
  });

  it('lists the thresholds of the model and to trust among the numbers of the chart', () => {
    const numbers = page.split('<section class="species"')[1]!.split('</table>')[0]!;
    const thresholds = [...textOf(numbers).matchAll(/(the model’s |to trust )?(0\.\d\d) (?=\d+ of|–)/g)];
    expect(thresholds.map(([, what = '', threshold]) => `${what}${threshold}`)).toEqual([
      ...['0.10', '0.20', '0.30', '0.40', 'the model’s 0.50', '0.60', '0.70', '0.80', 'to trust 0.82', '0.90'],
      ...['0.95', '0.99'],
    ]);
  });

  it('shows no lower threshold than the lowest of the card', async () => {
    const one = { ...card, species: card.species.slice(0, 1), lowestThreshold: 0.5 };
    const rendered = await renderReport(one, NO_SOUND);
    expect(textOf(rendered)).toContain(
      'Below 0.50, a species is detected only where no other scores higher: not shown.',
    );
    expect(rendered).toContain('over thresholds from 0.5 to 1.');
    expect(page).not.toContain('not shown.');
    const none = { ...card.species[0]!, curve: [{ threshold: 0.3, right: 1, wrong: 0, precision: 1, recall: 1 }] };
    expect(await renderReport({ ...one, species: [none] }, NO_SOUND)).not.toContain('NaN');
  });

  it('is read from cards of older versions, which lack counts by threshold', async () => {
    const older = card.species.slice(0, 1).map(({ listed: _listed, ...species }) => species);
    const rendered = await renderReport({ ...card, species: older }, NO_SOUND);
    expect(rendered).not.toContain('by threshold');
    expect(rendered).not.toMatch(/undefined|NaN/);
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
