import { html, type Html } from './html.js';
import { clock, clockUnits, spanText } from './text.js';

/** Size of the figure and of the picture in it, in CSS pixels; it fits a telephone without being scaled. */
const FIGURE = { width: 356, height: 194 };
const PLOT = { left: 34, top: 22, width: 312, height: 132 };

/** Height of the bar above the picture. */
const BAR_Y = 14;
/** A detection that is longer than what is shown by less than this is shown. */
const CUT_SECONDS = 0.1;

/** What is heard in a part of a recording. */
export interface HeardPart {
  /** Name of the recording, for people who do not see the picture. */
  readonly file: string;
  /** Where a detection begins and ends in the recording; absent without one. */
  readonly startSeconds?: number;
  readonly endSeconds?: number;
}

/** A picture, and the part of a recording that it shows. */
export interface ShownPicture {
  /** Address of the PNG file, or the file itself as a data URL. */
  readonly url: string;
  /** Time at its left and right edge, in the recording. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Frequency at its upper edge; the lower one is 0. */
  readonly topHz: number;
}

/** Spectrogram with axes: time in the recording, frequency. A bar above the picture is the detection. */
export function spectrogramFigure(heard: HeardPart, shown: ShownPicture): Html {
  const { url, fromSeconds: from, toSeconds: to } = shown;
  const topKilohertz = shown.topHz / 1000;
  const x = (seconds: number): number => round(PLOT.left + ((seconds - from) / (to - from)) * PLOT.width);
  const y = (kilohertz: number): number => round(PLOT.top + (1 - kilohertz / topKilohertz) * PLOT.height);
  const bottom = PLOT.top + PLOT.height;
  const bar = detectionWithin(heard, from, to);
  const label =
    `Spectrogram of ${heard.file}, ${spanText(from, to)}, 0 to ${tickText(topKilohertz)} kHz; ` +
    (bar ? `the detection is from ${spanText(heard.startSeconds!, heard.endSeconds!)}` : 'darker is louder');
  return html`<svg class="spectrogram" viewBox="0 0 ${FIGURE.width} ${FIGURE.height}" role="img" aria-label="${label}">
    <image
      x="${PLOT.left}"
      y="${PLOT.top}"
      width="${PLOT.width}"
      height="${PLOT.height}"
      preserveAspectRatio="none"
      href="${url}"
    />
    <rect class="frame" x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.width}" height="${PLOT.height}" />
    ${
      bar !== null &&
      html`<path class="detection" d="${barPath({ ...bar, from: x(bar.from), to: x(bar.to) }, BAR_Y)}" />`
    }
    ${ticks(0, topKilohertz, 6).map(
      (tick) =>
        html`<path class="tick" d="M${PLOT.left - 4} ${y(tick)}h4" />
          <text class="y" x="${PLOT.left - 7}" y="${y(tick)}">${tickText(tick)}</text>`,
    )}
    ${ticks(from, to, PLOT.width / widthOf(clock(to))).map(
      (tick) =>
        html`<path class="tick" d="M${x(tick)} ${bottom}v4" />
          <text class="x" x="${x(tick)}" y="${bottom + 17}">${clock(tick)}</text>`,
    )}
    <text class="y" x="${PLOT.left - 7}" y="7">kHz</text>
    <text class="x" x="${PLOT.left + PLOT.width / 2}" y="${bottom + 34}">${clockUnits(to)}</text>
  </svg>`;
}

/** The bar of a detection, and whether it goes on beyond either end. */
interface Bar {
  readonly from: number;
  readonly to: number;
  readonly isCutAtStart: boolean;
  readonly isCutAtEnd: boolean;
}

/** The part of a detection that lies in a time window; null without one. */
function detectionWithin({ startSeconds, endSeconds }: HeardPart, from: number, to: number): Bar | null {
  if (startSeconds === undefined || endSeconds === undefined || endSeconds <= from || startSeconds >= to) return null;
  return {
    from: Math.max(from, startSeconds),
    to: Math.min(to, endSeconds),
    isCutAtStart: startSeconds < from - CUT_SECONDS,
    isCutAtEnd: endSeconds > to + CUT_SECONDS,
  };
}

/** A line with a stroke at its ends, or an arrow where it goes on. */
function barPath({ from, to, isCutAtStart, isCutAtEnd }: Bar, y: number): string {
  const start = isCutAtStart ? `M${from + 4} ${y - 4}L${from} ${y}L${from + 4} ${y + 4}` : `M${from} ${y - 4}V${y + 4}`;
  const end = isCutAtEnd ? `M${to - 4} ${y - 4}L${to} ${y}L${to - 4} ${y + 4}` : `M${to} ${y - 4}V${y + 4}`;
  return `${start}M${from} ${y}H${to}${end}`;
}

/** Says what part of a recording picture and sound are, with the bar as a legend. */
export function partCaption(heard: HeardPart, fromSeconds: number, toSeconds: number): Html {
  const bar = detectionWithin(heard, fromSeconds, toSeconds);
  if (bar === null) return html`The loudest part of the recording: it may not be the bird.`;
  const shown = bar.isCutAtStart || bar.isCutAtEnd ? `, of which only ${spanText(bar.from, bar.to)} is shown here` : '';
  return html`<svg class="key" viewBox="0 0 32 10" aria-hidden="true">
      <path class="detection" d="${barPath({ ...bar, from: 2, to: 30 }, 5)}" /></svg
    >The detection${shown}.`;
}

/** Round numbers from `low` to `high`, at most `most` steps apart. */
function ticks(low: number, high: number, most: number): number[] {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find((size) => (high - low) / size <= most) ?? high - low;
  const first = Math.ceil(low / step - 1e-6);
  const last = Math.floor(high / step + 1e-6);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** Pixels that a tick's label takes, with space around it. */
function widthOf(label: string): number {
  return 7 * label.length + 16;
}

function tickText(value: number): string {
  return String(Number(value.toFixed(1)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
