import { expect, it } from 'vitest';
import { formatCast, parseCast, type Cast } from './cast.js';
import { framesOf } from './frames.js';
import { playback } from './playback.js';
import { terminalSvg } from './svg.js';

const RED = '#ff7b72';

/** A command that shows three screens within ten seconds; the second is drawn in two parts. */
const cast: Cast = {
  columns: 12,
  rows: 2,
  events: [
    [0, 'o', '$ '],
    [1, 'm', 'typed'],
    [1.5, 'o', 'go'],
    [2, 'm', 'runs'],
    [3, 'o', '\r\n\x1b[31ma<b'],
    [7, 'o', '\r\x1b[K'],
    [7.001, 'o', '\x1b[2m──╮\x1b[0m'],
    [12, 'o', '\r\x1b[K\x1b[1;31mend'],
    [12, 'm', 'done'],
  ],
};
const played = playback(cast, [{ runSeconds: 1, holdSeconds: 2 }], 10);
const drawn = framesOf(played).then((frames) => ({
  frames,
  svg: terminalSvg(frames, { columns: 12, seconds: played.seconds, title: 'A & B', description: 'Both' }),
}));

it('a recording is the same after writing and reading', () => {
  expect(parseCast(formatCast(cast))).toEqual(cast);
});

it('typing keeps its time, a command takes its timing, and no redraw is split', () => {
  expect(played.seconds).toBe(4);
  expect(played.events.map(([seconds, , data]) => [Number(seconds.toFixed(3)), data])).toEqual([
    [0, '$ '],
    [0.5, 'go'],
    [1.1, '\r\n\x1b[31ma<b'],
    [1.5, '\r\x1b[K\x1b[2m──╮\x1b[0m'],
    [2, '\r\x1b[K\x1b[1;31mend'],
  ]);
});

it('frames hold text, colours and the cursor', async () => {
  const { frames } = await drawn;
  const text = frames.map(({ rows }) =>
    rows.map((row) =>
      row
        .flatMap(({ cells }) => cells)
        .join('')
        .trimEnd(),
    ),
  );
  expect(text).toEqual([
    ['$', ''],
    ['$ go', ''],
    ['$ go', 'a<b'],
    ['$ go', '──╮'],
    ['$ go', 'end'],
  ]);
  expect(frames.at(-1)!.rows[1]![0]).toMatchObject({ column: 0, colour: RED, bold: true });
  expect(frames.at(-1)!.cursor).toEqual({ column: 3, row: 1 });
});

it('each row moves through its states; without motion it shows the last', async () => {
  const { svg } = await drawn;
  expect(svg).toContain(
    '@keyframes r1{0%{transform:translate(-96px)}27.5%{transform:translate(-192px)}' +
      '37.5%{transform:translate(-288px)}50%{transform:translate(0px)}}',
  );
  expect(svg).toContain(
    '<g class="m" style="animation-name:r1"><text x="0" textLength="24" class="c0 b">end</text>' +
      '<g transform="translate(192)">',
  );
  expect(svg).toContain(`.m{animation:4s step-end infinite}`);
  expect(svg).toContain('@media(prefers-reduced-motion:reduce){.m{animation:none}}');
});

it('text is escaped and as wide as its cells; box-drawing characters are joined paths', async () => {
  const { svg } = await drawn;
  expect(svg).toContain('<title id="title">A &#38; B</title>');
  expect(svg).toMatch(/<text x="0" textLength="24" class="c0">a&#60;b<\/text>/);
  expect(svg).toContain(`.c0{color:${RED}}`);
  expect(svg).toContain('d="M20 5V0Q20 -4 16 -4M0 -4H16"');
});
