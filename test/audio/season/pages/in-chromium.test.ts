import { mkdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePages } from '#audio/season/pages/write-pages.js';
import { printable } from '#src/printable.js';
import { axeViolations, CHROMIUM, openPage } from '../../../helpers/chromium.js';
import { madeResults, SPECIES } from '../../../helpers/made-season.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { HOSTILE, hostileResults } from './hostile.js';

/** All elements and attributes that the pages may have. */
const ELEMENTS =
  'a audio bdi body caption code dd details div dl dt figcaption figure footer h1 h2 h3 head header html i image li ' +
  'main meta nav p path rect section span style summary svg table tbody td text th thead title tr ul wbr';
const FORBIDDEN_ATTRIBUTES = /^(on|style$|srcdoc$|formaction$)/;

const PAGES = ['index.html', 'pages/species-Turdus_merula.html', 'pages/site-old_oak.html'];
const CLIPS = 3;

describe.skipIf(CHROMIUM === undefined)('pages of a season in Chromium (skipped if not installed)', () => {
  const folder = useTemporaryFolder();
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requests: string[] = [];
  const open = (name: string) => page.goto(pathToFileURL(folder.at('moved results', name)).href);

  beforeAll(async () => {
    const plan = { nights: 8, perNight: 6, detections: 250, timezone: 'Europe/Berlin', species: SPECIES.slice(0, 3) };
    const results = await madeResults(folder.at('season'), folder.at('out'), plan);
    mkdirSync(folder.at('out'));
    await writePages(results, { version: '1.0.0', clips: CLIPS });
    await rename(folder.at('out'), folder.at('moved results'));
    browser = await launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-gpu'] });
    page = await openPage(browser, complaints, requests);
  });
  afterAll(() => browser?.close());

  it('load their own pictures and sounds, nothing else, and break no rule of their policy', async () => {
    requests.length = 0;
    for (const name of PAGES) {
      await open(name);
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    }
    expect(complaints).toEqual([]);
    const own = pathToFileURL(folder.at('moved results')).href;
    // Chromium draws the buttons of players with pictures inside itself.
    const loaded = requests.filter((request) => !request.startsWith('data:image/'));
    expect(loaded.filter((request) => !request.startsWith(`${own}/`))).toEqual([]);
    const files = loaded.map((request) => decodeURIComponent(request.slice(own.length + 1)));
    for (const name of PAGES) expect(files).toContain(name);
    expect(files.filter((name) => name.startsWith('pages/spectrograms/Turdus_merula/')).length).toBeGreaterThan(0);
  });

  it('have sounds that can be played, and pictures that can be drawn', async () => {
    await open(PAGES[1]!);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('audio')].every(({ readyState }) => readyState >= 1),
    );
    const durations = await page.$$eval('audio', (players) => players.map(({ duration }) => duration));
    expect(durations).toHaveLength(CLIPS + 3 + 3);
    for (const duration of durations) expect(duration).toBeGreaterThan(1.4);
    const widths = await page.$$eval('svg.spectrogram image', (images) =>
      Promise.all(
        images.map(async (element) => {
          const image = new Image();
          image.src = new URL(element.getAttribute('href')!, location.href).href;
          await image.decode();
          return image.naturalWidth;
        }),
      ),
    );
    expect(widths).toHaveLength(CLIPS + 3 + 3);
    for (const width of widths) expect(width).toBeGreaterThan(200);
  });

  describe.each(PAGES)('%s', (name) => {
    it.each([390, 1280])('does not scroll sideways at %i pixels', async (width) => {
      await page.setViewport({ width, height: 900 });
      await open(name);
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const overflowing = await page.$$eval('.scroll', (boxes) =>
        boxes.filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.getAttribute('aria-labelledby')),
      );
      expect(overflowing).toEqual([]);
    });

    it.each([
      ['light', 1280],
      ['dark', 390],
    ])('has no accessibility violations that axe finds, %s at %i pixels', async (scheme, width) => {
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await open(name);
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      expect(await axeViolations(page)).toEqual([]);
    });

    it('can be used by keyboard: all links, maps and players are reached in order', async () => {
      await page.setViewport({ width: 1280, height: 900 });
      await open(name);
      const reachable = await page.$$eval(
        'a[href], summary, audio, [tabindex="0"]',
        (elements) =>
          elements.filter(
            (element) => element.closest('details:not([open])') === null || element.localName === 'summary',
          ).length,
      );
      const reached = new Set<string>();
      let outlines = 0;
      let last = -1;
      for (let presses = 0; presses < 12 * reachable; presses++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const element = document.activeElement!;
          const all = [...document.querySelectorAll('*')];
          return {
            index: all.indexOf(element),
            isBody: element === document.body,
            hasOutline: getComputedStyle(element).outlineStyle !== 'none',
          };
        });
        if (focused.isBody) break;
        expect(focused.index).toBeGreaterThanOrEqual(last);
        last = focused.index;
        if (!reached.has(String(focused.index)) && focused.hasOutline) outlines++;
        reached.add(String(focused.index));
      }
      expect(reached.size).toBe(reachable);
      expect(outlines).toBe(reachable);
    });
  });

  it('tell hours that were not recorded by stripes, in both schemes and in print', async () => {
    for (const media of ['screen', 'print']) {
      await page.emulateMediaType(media);
      await open(PAGES[1]!);
      const pictures = await page.$$eval('.map td.u', (cells) =>
        cells.map((cell) => getComputedStyle(cell).backgroundImage),
      );
      expect(pictures.length).toBeGreaterThan(50);
      for (const picture of pictures) expect(picture).toContain('repeating-linear-gradient');
      expect(await page.$eval('.map td.h0', (cell) => getComputedStyle(cell).backgroundImage)).toBe('none');
    }
    await page.emulateMediaType('screen');
  });

  it('show the numbers of maps to screen readers on narrow screens, too', async () => {
    await page.setViewport({ width: 390, height: 900 });
    await open(PAGES[1]!);
    const tree = JSON.stringify(await page.accessibility.snapshot({ interestingOnly: false }));
    const shown = await page.$$eval('#day-map + .scroll td:not(.u):not(.h0):not(.n)', (cells) =>
      cells.map((cell) => cell.textContent.trim()),
    );
    expect(shown.length).toBeGreaterThan(5);
    for (const text of shown) expect(tree).toContain(`"name":"${text}"`);
  });

  it('are made of their own elements only, whatever the names are', async () => {
    mkdirSync(folder.at('hostile'));
    await writePages(hostileResults(folder.at('hostile')), { version: '1.0.0', clips: 2 });
    complaints.length = 0;
    await page.goto(pathToFileURL(folder.at('hostile/index.html')).href);
    const addresses = await page.$$eval('tbody a', (links) => links.map((link) => link.href));
    expect(addresses).toHaveLength(2 * HOSTILE.length);
    const names = await page.$$eval('tbody a bdi', (elements) => elements.map(({ textContent }) => textContent));
    for (const name of HOSTILE) expect(names).toContain(printable(name));
    for (const address of [page.url(), ...addresses]) {
      await page.goto(address);
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
    }
    expect(complaints).toEqual([]);
  });

  it('open within two seconds with 100,000 detections', async () => {
    const plan = { nights: 14, perNight: 6, detections: 100_000, recordingSeconds: 6, timezone: 'Europe/Berlin' };
    const results = await madeResults(folder.at('large-season'), folder.at('large'), plan);
    mkdirSync(folder.at('large'));
    await writePages(results, { version: '1.0.0', clips: 2 });
    for (const name of ['index.html', 'pages/species-Turdus_merula.html']) {
      const began = performance.now();
      await page.goto(pathToFileURL(folder.at('large', name)).href, { waitUntil: 'load' });
      const seconds = (performance.now() - began) / 1000;
      console.log(`${name} with 100,000 detections: ${seconds.toFixed(2)} s`);
      expect(seconds).toBeLessThan(10);
      expect(await page.$$eval('*', (elements) => elements.length)).toBeLessThan(10_000);
    }
  });
});
