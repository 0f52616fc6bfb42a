import { pictureUrl, rangeOf } from '../picture.js';
import { spectrogram } from '../spectrogram.js';
import { type Figure, type Row } from '../write-figure.js';
import { formatNumber } from '../../format-number.js';
import type { InspectedInput } from './inputs.js';
import { valuesAt } from './values.js';
import { logitSumText, predictionText } from './words.js';

/** What the figure of a segment is of. */
export interface SoundFigureOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly classes: readonly string[];
  readonly sampleRateHz: number;
}

/** One sound of the figure. */
interface Panel {
  readonly title: string;
  readonly samples: Float32Array;
  /** The waveform's scale reaches from −bound to bound. */
  readonly bound: number;
}

const WIDTH = 320;
const HEIGHT = 64;

/**
 * A segment, what the model gives back of it, and its template for each class, the most probable first: waveforms on one scale for sounds and one for
 * templates, and spectrograms from the loudest place of each down to 60 decibels below.
 */
export function soundFigure(input: InspectedInput, options: SoundFigureOptions): Figure {
  const { classes, title, subtitle, sampleRateHz } = options;
  const { x, found } = input;
  const order = [...found.classes.keys()].sort((a, b) => found.classes[b]!.logit - found.classes[a]!.logit);
  const templateBound = Math.max(...found.classes.map(({ template }) => boundOf(template)));
  const panels: Panel[] = [
    { title: `input: taken for ${predictionText(input, classes)}`, samples: x, bound: boundOf(x) },
    {
      title: `reconstruction: R / |x|² is ${formatNumber(found.relativeResidual)}`,
      samples: found.reconstruction,
      bound: boundOf(x),
    },
    ...order.map((c) => ({
      title: `template of ${classes[c]!}: ${logitSumText(found.classes[c]!)}`,
      samples: found.classes[c]!.template,
      bound: templateBound,
    })),
  ];
  const seconds = x.length / sampleRateHz;
  return {
    chart: {
      title: { text: title, subtitle },
      spacing: 8,
      vconcat: panels.map((panel, i) => ({
        title: { text: panel.title, fontSize: 11.5, fontWeight: 'normal' as const, offset: 2 },
        hconcat: [
          waveform(panel, seconds, i === panels.length - 1),
          spectrum(panel, seconds, sampleRateHz, i === panels.length - 1),
        ],
      })),
    },
    rows: sampleRows(input, classes, sampleRateHz),
  };
}

const timeAxis = (seconds: number, named: boolean) => ({
  type: 'quantitative' as const,
  scale: { domain: [0, seconds] as [number, number], nice: false },
  axis: { title: named ? 'seconds' : null, labels: named, tickCount: 5, grid: false },
});

/** Least and greatest sample of each column of the page. */
function waveform({ samples, bound }: Panel, seconds: number, last: boolean) {
  const per = samples.length / WIDTH;
  const values = Array.from({ length: WIDTH }, (_, column) => {
    const [low, high] = rangeOf(
      samples.subarray(
        Math.floor(column * per),
        Math.max(Math.floor((column + 1) * per), Math.floor(column * per) + 1),
      ),
    );
    return { time: rounded((column * seconds) / WIDTH), low: rounded(low), high: rounded(high) };
  });
  return {
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: { type: 'area' as const, color: '#2a4d69', line: { strokeWidth: 0.5, color: '#2a4d69' }, clip: true },
    encoding: {
      x: { field: 'time', ...timeAxis(seconds, last) },
      y: {
        field: 'low',
        type: 'quantitative' as const,
        scale: { domain: [-bound, bound] as [number, number], nice: false },
        axis: { title: null, tickCount: 3, grid: false, minExtent: 44 },
      },
      y2: { field: 'high' },
    },
  };
}

function spectrum({ samples }: Panel, seconds: number, sampleRateHz: number, last: boolean) {
  const picture = spectrogram(samples);
  const { fromSample, toSample } = picture;
  const highest = sampleRateHz / 2000;
  // Dark where it is loud, as on paper.
  const url = pictureUrl(picture, [0, 60]);
  return {
    width: WIDTH,
    height: HEIGHT,
    data: { values: [{ url, time: (fromSample + toSample) / (2 * sampleRateHz), frequency: highest / 2 }] },
    mark: {
      type: 'image' as const,
      width: (WIDTH * (toSample - fromSample)) / samples.length,
      height: HEIGHT,
      aspect: false,
    },
    encoding: {
      url: { field: 'url', type: 'nominal' as const },
      x: { field: 'time', ...timeAxis(seconds, last) },
      y: {
        field: 'frequency',
        type: 'quantitative' as const,
        scale: { domain: [0, highest] as [number, number], nice: false },
        axis: { title: null, labelExpr: "datum.label + ' kHz'", tickCount: 3, grid: false, minExtent: 44 },
      },
    },
  };
}

/** Every sample as a row: the input's own value, what comes back, and each template's. */
function sampleRows(input: InspectedInput, classes: readonly string[], sampleRateHz: number): Row[] {
  return Array.from(input.x, (_, i) => ({
    seconds: rounded(i / sampleRateHz),
    ...valuesAt(input, classes, i),
  }));
}

function boundOf(samples: Float32Array): number {
  const [low, high] = rangeOf(samples);
  return Math.max(Math.abs(low), Math.abs(high)) || 1;
}

/** Five digits: a page has no more. */
const rounded = (value: number): number => Number(value.toPrecision(5));
