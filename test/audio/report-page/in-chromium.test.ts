import { pathToFileURL } from 'node:url';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '#audio/report/page/index.js';
import { printable } from '#src/printable.js';
import { axeViolations, CHROMIUM, openPage } from '../../helpers/chromium.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { HOSTILE_NAMES, hostileCard, reportFixture, SOUND_SECONDS } from './report-fixture.js';

/** All elements and attributes that the page may have. */
const ELEMENTS =
  'a audio bdi body caption code dd details div dl dt figcaption figure footer g h1 h2 h3 h4 h5 head header html ' +
  'image li line main meta nav ol p path rect section span style summary svg table tbody td text th thead title tr ul';
const FORBIDDEN_ATTRIBUTES = /^(on|style$|srcdoc$|formaction$)/;

describe.skipIf(CHROMIUM === undefined)('the page in Chromium (skipped if not installed)', () => {
  const folder = useTemporaryFolder();
  const { card, media } = reportFixture({ mistakes: 2, sampleRateHz: 22_050 });
  const readable = 19;
  let browser: Browser;
  let page: Page;
  let url: string;
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    url = pathToFileURL(await folder.write('report.html', await renderReport(card, media))).href;
    browser = await launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-gpu'] });
    page = await openPage(browser, complaints, requests);
    await page.goto(url);
  });
  afterAll(() => browser?.close());

  it('loads nothing, runs nothing, and breaks no rule of its policy', async () => {
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => !request.startsWith('data:'))).toEqual([url]);
  });

  it('shows names as they are, without their control characters', async () => {
    const names = await page.$$eval('h3 bdi', (elements) => elements.map(({ textContent }) => textContent));
    expect(names).toEqual(card.species.map(({ species }) => printable(species.replace('Parus_major', 'Parus major'))));
    expect(await page.title()).toBe(`How well ${card.model.name} knows its birds`);
    for (const name of HOSTILE_NAMES) expect(names).toContain(printable(name));
  });

  it('has sounds that can be played, and pictures that can be drawn', async () => {
    await page.waitForFunction(() =>
      [...document.querySelectorAll('audio')].every(({ readyState }) => readyState >= 1),
    );
    const durations = await page.$$eval('audio', (players) => players.map(({ duration }) => duration));
    expect(durations).toHaveLength(readable);
    for (const duration of durations) expect(duration).toBeCloseTo(SOUND_SECONDS, 2);
    const widths = await page.$$eval('svg.spectrogram image', (images) =>
      Promise.all(
        images.map(async (element) => {
          const image = new Image();
          image.src = element.getAttribute('href')!;
          await image.decode();
          return image.naturalWidth;
        }),
      ),
    );
    expect(widths).toHaveLength(readable);
    for (const width of widths) expect(width).toBeGreaterThan(300);
  });

  it.each([390, 1280])('does not scroll sideways at %i pixels, nor does the table of species', async (width) => {
    await page.setViewport({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const [inside, box] = await page.$eval('[aria-labelledby="overview-table"]', (region) => [
      region.scrollWidth,
      region.clientWidth,
    ]);
    expect(inside).toBe(box);
  });

  it('has each number of the table of species beside its name on a narrow screen', async () => {
    await page.setViewport({ width: 390, height: 900 });
    const overlaps = await page.$$eval(
      '.stacked tbody tr',
      (rows) =>
        rows.filter((row) => {
          const boxes = [...row.querySelectorAll('td[data-label]')].map((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return { inside: range.getBoundingClientRect(), cell: cell.getBoundingClientRect() };
          });
          return boxes.some(({ inside, cell }) => inside.right > cell.right + 1 || inside.right > 390);
        }).length,
    );
    expect(overlaps).toBe(0);
    const labels = await page.$$eval('.stacked tbody tr:first-child td[data-label]', (cells) =>
      cells.map((cell) => getComputedStyle(cell, '::before').content),
    );
    expect(labels[0]).toContain('Found');
  });

  it.each([
    ['light', 1280],
    ['dark', 390],
  ])('has no accessibility violations that axe finds, %s at %i pixels', async (scheme, width) => {
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('is made of its own elements only, whatever the texts are', async () => {
    await page.goto(
      pathToFileURL(await folder.write('hostile.html', await renderReport(hostileCard(card), media))).href,
    );
    const [elements, attributes] = await page.evaluate(() => {
      const all = [...document.querySelectorAll('*')];
      return [
        [...new Set(all.map(({ localName }) => localName))],
        [...new Set(all.flatMap((element) => element.getAttributeNames()))],
      ] as const;
    });
    expect(elements.filter((element) => !ELEMENTS.split(' ').includes(element))).toEqual([]);
    expect(attributes.filter((attribute) => FORBIDDEN_ATTRIBUTES.test(attribute))).toEqual([]);
    expect(await page.$$eval('style', (styles) => styles.length)).toBe(1);
    expect(await page.$$eval('.species h3', (headings) => headings.length)).toBe(card.species.length);
    expect(complaints).toEqual([]);
  });
});
