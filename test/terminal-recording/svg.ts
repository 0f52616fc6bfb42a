import { CELL } from './cells.js';
import type { Frame } from './frames.js';
import { WINDOW } from './palette.js';
import { sharedPieces, stripsOf, type Strip } from './strips.js';

export interface SvgOptions {
  readonly columns: number;
  /** When the animation starts again. */
  readonly seconds: number;
  readonly title: string;
  readonly description: string;
}

const FONT_SIZE = 13.3;
const FONTS = `ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace`;
const PADDING = 16;
const BAR_HEIGHT = 34;
const LINE_HEIGHT = CELL.bottom - CELL.top;

/**
 * An animated SVG of a terminal, without scripts, in a window that stands out from light and dark pages.
 *
 * Every row of the screen is a strip of its contents, side by side; an animation moves the strip behind the window.
 * Where nothing moves (`prefers-reduced-motion`, print), the first content shows: the last frame's.
 */
export function terminalSvg(frames: readonly Frame[], { columns, seconds, title, description }: SvgOptions): string {
  const classes = new Map<string, string>();
  const strips = stripsOf(frames, (colour) => {
    if (colour === WINDOW.foreground) return '';
    if (!classes.has(colour)) classes.set(colour, `c${classes.size}`);
    return classes.get(colour)!;
  });
  const shared = sharedPieces(strips);
  const width = columns * CELL.width;
  const height = strips.length * LINE_HEIGHT;
  const cursors = frames.map(({ cursor }) =>
    cursor ? `translate(${cursor.column * CELL.width}px,${cursor.row * LINE_HEIGHT}px)` : `translate(${-width}px)`,
  );
  const css = [
    `text,rect,.f{fill:currentColor}text{font:${FONT_SIZE}px ${FONTS};white-space:pre}`,
    `path{fill:none;stroke:currentColor;stroke-width:1.4}.h{stroke-width:3}.f{stroke:none}`,
    `.b{font-weight:bold}.u{text-decoration:underline}`,
    ...[...classes].map(([colour, name]) => `.${name}{color:${colour}}`),
    `.m{animation:${round(seconds)}s step-end infinite}`,
    keyframes('cursor', frames, cursors, seconds),
    ...strips.flatMap(({ slots, shown }, row) => {
      const shifts = shown.map((slot) => `translate(${-slot * width}px)`);
      return slots.length > 1 ? [keyframes(`r${row}`, frames, shifts, seconds)] : [];
    }),
    `@media(prefers-reduced-motion:reduce){.m{animation:none}}`,
  ];
  const definitions = [...shared].map(([piece, id]) => piece.replace(/^<\w+/, (tag) => `${tag} id="${id}"`));
  const size = { width: width + 2 * PADDING, height: height + BAR_HEIGHT + PADDING };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
      `viewBox="0 0 ${size.width} ${size.height}" ` +
      `role="img" aria-labelledby="title desc" color="${WINDOW.foreground}">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="desc">${escapeXml(description)}</desc>`,
    `<style>`,
    ...css,
    `</style>`,
    `<defs>`,
    ...definitions,
    `</defs>`,
    windowFrame(size),
    `<svg x="${PADDING}" y="${BAR_HEIGHT}" width="${width}" height="${height}">`,
    `<rect class="m" style="animation-name:cursor;transform:${cursors.at(-1)!}" ` +
      `width="${CELL.width}" height="${LINE_HEIGHT}" opacity=".5"/>`,
    ...strips.map((strip, row) => stripMarkup(strip, row, width, shared)),
    `</svg>`,
    `</svg>`,
    '',
  ].join('\n');
}

/** A CSS animation through the transforms of every frame. */
function keyframes(name: string, frames: readonly Frame[], transforms: readonly string[], seconds: number): string {
  const changes = frames.flatMap((frame, i) => {
    if (i > 0 && transforms[i] === transforms[i - 1]) return [];
    const percent = i === 0 ? 0 : round((100 * frame.seconds) / seconds);
    return [`${percent}%{transform:${transforms[i]!}}`];
  });
  return `@keyframes ${name}{${changes.join('')}}`;
}

function stripMarkup({ slots }: Strip, row: number, width: number, shared: ReadonlyMap<string, string>): string {
  const content = slots.map((pieces, slot) => {
    const inner = pieces.map((piece) => (shared.has(piece) ? `<use href="#${shared.get(piece)!}"/>` : piece)).join('');
    return slot === 0 || inner === '' ? inner : `<g transform="translate(${slot * width})">${inner}</g>`;
  });
  const motion = slots.length > 1 ? ` class="m" style="animation-name:r${row}"` : '';
  return `<g transform="translate(0 ${row * LINE_HEIGHT - CELL.top})"><g${motion}>${content.join('')}</g></g>`;
}

function windowFrame({ width, height }: { readonly width: number; readonly height: number }): string {
  const buttons = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, i) => `<circle cx="${PADDING + 6 + 20 * i}" cy="17" r="6" fill="${colour}"/>`,
  );
  return (
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" ` +
    `style="fill:${WINDOW.background};stroke:${WINDOW.border}"/>${buttons.join('')}`
  );
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
