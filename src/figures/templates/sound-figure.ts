import { pictureUrl, rangeOf } from '../picture.js';
import { spectrogram } from '../spectrogram.js';
import { type Figure, type Row } from '../write-figure.js';
import { formatNumber } from '../../format-number.js';
import type { InspectedInput } from './inputs.js';
import { valuesAt } from './values.js';
import { logitSumText, predictionText } from './words.js';

export interface SoundFigureOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly classes: readonly string[];
  readonly sampleRateHz: number;
}

/** One sound in the figure. */
interface Panel {
  readonly title: string;
  readonly samples: Float32Array;
  /** The waveform axis spans −bound to bound. */
  readonly bound: number;
}

const WIDTH = 320;
const HEIGHT = 64;

/**
 * Draws a segment, its reconstruction, and the template of each class, most probable first. Waveforms: one scale for
 * segment and reconstruction, a second for all templates. Spectrograms: the 60 dB below the loudest bin of each.
 */
export function soundFigure(input: InspectedInput, options: SoundFigureOptions): Figure {
  const { classes, title, subtitle, sampleRateHz } = options;
  const { x, templates } = input;
  const order = [...templates.classes.keys()].sort((a, b) => templates.classes[b]!.logit - templates.classes[a]!.logit);
  const templateBound = Math.max(...templates.classes.map(({ template }) => boundOf(template)));
  const panels: Panel[] = [
    { title: `input: predicted as ${predictionText(input, classes)}`, samples: x, bound: boundOf(x) },
    {
      title: `reconstruction: R / |x|² = ${formatNumber(templates.relativeResidual)}`,
      samples: templates.reconstruction,
      bound: boundOf(x),
    },
    ...order.map((c) => ({
      title: `template of ${classes[c]!}: ${logitSumText(templates.classes[c]!)}`,
      samples: templates.classes[c]!.template,
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

const timeAxis = (seconds: number, labelled: boolean) => ({
  type: 'quantitative' as const,
  scale: { domain: [0, seconds] as [number, number], nice: false },
  axis: { title: labelled ? 'seconds' : null, labels: labelled, tickCount: 5, grid: false },
});

/** Waveform: the minimum and maximum sample in each column of pixels. */
function waveform({ samples, bound }: Panel, seconds: number, isLast: boolean) {
  const samplesPerColumn = samples.length / WIDTH;
  const values = Array.from({ length: WIDTH }, (_, column) => {
    const [low, high] = rangeOf(
      samples.subarray(
        Math.floor(column * samplesPerColumn),
        Math.max(Math.floor((column + 1) * samplesPerColumn), Math.floor(column * samplesPerColumn) + 1),
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
      x: { field: 'time', ...timeAxis(seconds, isLast) },
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

function spectrum({ samples }: Panel, seconds: number, sampleRateHz: number, isLast: boolean) {
  const picture = spectrogram(samples);
  const { fromSample, toSample } = picture;
  const highest = sampleRateHz / 2000;
  // Loud is dark, as in printed spectrograms.
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
      x: { field: 'time', ...timeAxis(seconds, isLast) },
      y: {
        field: 'frequency',
        type: 'quantitative' as const,
        scale: { domain: [0, highest] as [number, number], nice: false },
        axis: { title: null, labelExpr: "datum.label + ' kHz'", tickCount: 3, grid: false, minExtent: 44 },
      },
    },
  };
}

/** Lists each sample as a row: value, reconstruction, and value in each template. */
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

/** Rounds to five significant digits, more than a figure can show. */
const rounded = (value: number): number => Number(value.toPrecision(5));
