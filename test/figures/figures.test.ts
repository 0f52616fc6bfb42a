import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import {
  drawChart,
  pictureGrid,
  pictureUrl,
  rangeOf,
  rasterise,
  signedPictureUrl,
  writeFigure,
  type ChartSpec,
} from '#src/figures/index.js';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';

const LINE: ChartSpec = {
  title: 'R over a run, β = 0.3',
  width: 200,
  height: 100,
  data: { values: [0, 1, 2, 3].map((step) => ({ step, residual: 4 - step })) },
  mark: 'line',
  encoding: { x: { field: 'step', type: 'quantitative' }, y: { field: 'residual', type: 'quantitative' } },
};

const pixelsOf = (url: string) => decode(Buffer.from(url.replace(/^data:image\/png;base64,/, ''), 'base64'));

describe('a chart', () => {
  it('is an SVG file with title, axes and marks, identical each time, whatever is drawn in between', async () => {
    const first = await drawChart(LINE);
    expect(first).toMatch(/^<svg [^]*<\/svg>\n$/);
    for (const part of ['R over a run, β = 0.3', '>step<', '>residual<', 'mark-line']) expect(first).toContain(part);
    await drawChart(
      pictureGrid([
        { row: 'a', column: 'b', url: pictureUrl({ values: [0], height: 1, width: 1, channels: 1 }, [0, 1]) },
      ]),
    );
    expect(await drawChart(LINE)).toBe(first);
  });

  it('is the same text when several are drawn at once', async () => {
    const values = [0, 1].map((value) => ({ value }));
    const gradient: ChartSpec = {
      data: { values },
      mark: 'rect',
      encoding: { color: { field: 'value', type: 'quantitative' } },
    };
    const alone = await drawChart(gradient);
    expect(alone).toContain('<linearGradient id="');
    expect(await Promise.all([gradient, LINE, gradient].map(drawChart))).toEqual([alone, await drawChart(LINE), alone]);
  });

  it('is rasterised with two pixels per unit, and with text that needs no system font', async () => {
    const svg = await drawChart(LINE);
    const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!.map(Number);
    const image = decode(await rasterise(svg));
    expect([image.width, image.height]).toEqual([2 * width!, 2 * height!]);
    const axisTitle = darkPixels(image, image.height - 44, image.height - 24);
    expect(axisTitle).toBeGreaterThan(100);
  });

  it('is as wide as its text, not as wide as Vega estimates: no empty space to the right of a long title', async () => {
    const title = { text: 'A title that is a good deal wider than what is below it', subtitle: 'iiiiiiiiiiiiiiiiiiii' };
    const { width, height, data, channels } = decode(await rasterise(await drawChart({ ...LINE, width: 60, title })));
    let rightmost = 0;
    for (let i = 0; i < width * height; i++) {
      if (Number(data[i * channels]) < 128) rightmost = Math.max(rightmost, i % width);
    }
    const padding = 2 * 12;
    expect(width - rightmost).toBeGreaterThan(padding - 2);
    expect(width - rightmost).toBeLessThan(padding + 14);
  });
});

/** Number of pixels darker than mid-grey in rows `from` to `to`. */
function darkPixels({ data, width, channels }: ReturnType<typeof decode>, from: number, to: number): number {
  let count = 0;
  for (let i = from * width; i < to * width; i++) if (Number(data[i * channels]) < 128) count++;
  return count;
}

describe('a picture of values', () => {
  it('is black at the low end, white at the high end, and clips values outside', () => {
    const image = pixelsOf(pictureUrl({ values: [-1, 0, 0.5, 1, 7, 0.2], height: 2, width: 3, channels: 1 }, [0, 1]));
    expect([image.width, image.height, image.channels]).toEqual([3, 2, 1]);
    expect([...image.data]).toEqual([0, 0, 128, 255, 255, 51]);
  });

  it('keeps channels together: [H, W, C]', () => {
    const image = pixelsOf(pictureUrl({ values: [1, 0, 0, 0, 1, 0], height: 1, width: 2, channels: 3 }, [0, 1]));
    expect([...image.data]).toEqual([255, 0, 0, 0, 255, 0]);
  });

  it('is black, not invalid, if all values are equal', () => {
    expect([
      ...pixelsOf(pictureUrl({ values: [3, 3], height: 1, width: 2, channels: 1 }, rangeOf([3, 3]))).data,
    ]).toEqual([0, 0]);
  });

  it('of signed values is white at zero, red above and blue below', () => {
    const { data } = pixelsOf(signedPictureUrl({ values: [0, 2, -2], height: 1, width: 3 }, 2));
    expect([...data]).toEqual([255, 255, 255, 178, 24, 43, 33, 102, 172]);
  });

  it('has the range from minimum to maximum, or 0 to 1 without values', () => {
    expect(rangeOf([3, -2, 1])).toEqual([-2, 3]);
    expect(rangeOf([])).toEqual([0, 1]);
  });
});

describe('a grid of pictures', () => {
  it('places every picture in its row and column, in order of first appearance', async () => {
    const url = (value: number) => pictureUrl({ values: [value], height: 1, width: 1, channels: 1 }, [0, 1]);
    const svg = await drawChart(
      pictureGrid(
        [
          { row: 'second', column: 'z', url: url(0), caption: 'one' },
          { row: 'second', column: 'a', url: url(1), caption: 'two' },
          { row: 'first', column: 'z', url: url(0.5), caption: 'three' },
        ],
        { title: 'Pictures', cellSize: 40 },
      ),
    );
    expect(svg.match(/<image /g)).toHaveLength(3);
    for (const text of ['Pictures', 'one', 'two', 'three']) expect(svg).toContain(`>${text}<`);
    expect(svg.indexOf('>second<')).toBeLessThan(svg.indexOf('>first<'));
    expect(svg.indexOf('>z<')).toBeLessThan(svg.indexOf('>a<'));
  });

  it('shows pixels with sharp edges, as SVG and as PNG', async () => {
    const url = pictureUrl({ values: [0, 1], height: 1, width: 2, channels: 1 }, [0, 1]);
    const svg = await drawChart(pictureGrid([{ row: ' ', column: ' ', url }], { cellSize: 40 }));
    expect(svg).toContain('image-rendering: pixelated');
    const { data, channels } = decode(await rasterise(svg));
    const shades = new Set(Array.from({ length: data.length / channels }, (_, pixel) => data[pixel * channels]));
    expect(shades).toEqual(new Set([0, 255]));
  });
});

describe('a figure', () => {
  const folder = useTemporaryFolder();

  it('is three files: SVG, PNG, and its data as CSV', async () => {
    const out = join(folder.path, 'figures/new');
    const rows = [
      { step: 0, residual: 4.25, note: 'a, b' },
      { step: 1, residual: null, loss: 2 },
    ];
    const files = await writeFigure(out, 'curve', { chart: LINE, rows });
    expect((await readdir(out)).sort()).toEqual(['curve.csv', 'curve.png', 'curve.svg']);
    expect(await readFile(files.csv, 'utf8')).toBe('step,residual,note,loss\n0,4.25,"a, b",\n1,,,2\n');
    expect(await readFile(files.svg, 'utf8')).toBe(await drawChart(LINE));
    expect(decode(await readFile(files.png)).width).toBeGreaterThan(400);
  });

  it('shows control characters and invalid Unicode in names and titles as escapes', async () => {
    const name = 'so\u001B[31mng\uFFFF.mp3';
    const shown = 'so\\u001b[31mng\\uffff.mp3';
    const chart: ChartSpec = {
      ...{ title: name, data: { values: [{ name }] }, mark: 'bar' },
      encoding: { y: { field: 'name', type: 'nominal' }, x: { value: 10 } },
    };
    const { svg, png, csv } = await writeFigure(join(folder.path, 'names'), 'names', { chart, rows: [{ name }] });
    const drawn = await readFile(svg, 'utf8');
    expect(drawn.split(`>${shown}<`)).toHaveLength(3);
    // As wide as a chart whose texts were in this form before.
    const plain = { ...chart, title: shown, data: { values: [{ name: shown }] } } as ChartSpec;
    expect(drawn).toBe(await drawChart(plain));
    expect(decode(await readFile(png)).width).toBeGreaterThan(200);
    expect(await readFile(csv, 'utf8')).toBe(`name\n${shown}\n`);
  });
});
