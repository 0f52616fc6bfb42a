import { pictureGrid, type GridCell } from '../picture-grid.js';
import { pictureUrl, rangeOf, signedPictureUrl } from '../picture.js';
import { type Figure, type Row } from '../write-figure.js';
import { formatNumber } from '../../format-number.js';
import type { InspectedInput } from './inputs.js';
import { valuesAt } from './values.js';
import { logitSumText, predictionText } from './words.js';

export interface ImageFigureOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly classes: readonly string[];
  /** [H, W, C] */
  readonly shape: readonly number[];
}

/**
 * Draws one row per input: the image, its reconstruction, and the template of each class. Templates of one row share
 * a scale with zero in white (grey for colour images).
 */
export function imageFigure(
  inputs: readonly InspectedInput[],
  { title, subtitle, classes, shape }: ImageFigureOptions,
): Figure {
  const [height, width, channels] = shape as [number, number, number];
  const cells = inputs.flatMap((input): GridCell[] => {
    const { x, name, label, templates } = input;
    const row = label === null ? name : `${label}  ${name}`;
    const range = rangeOf(x);
    const [, bound] = rangeOf(templates.classes.flatMap(({ template }) => rangeOf(template.map(Math.abs))));
    const values = { height, width, channels };
    return [
      {
        row,
        column: 'input',
        url: pictureUrl({ ...values, values: x }, range),
        caption: `→ ${predictionText(input, classes)}`,
      },
      {
        row,
        column: 'reconstruction',
        url: pictureUrl({ ...values, values: templates.reconstruction }, range),
        caption: `R / |x|² ${formatNumber(templates.relativeResidual)}`,
      },
      ...templates.classes.map((template, c) => ({
        row,
        column: classes[c]!,
        url:
          channels === 1
            ? signedPictureUrl({ ...values, values: template.template }, bound)
            : pictureUrl({ ...values, values: template.template }, [-bound, bound]),
        caption: logitSumText(template),
      })),
    ];
  });
  return {
    chart: pictureGrid(cells, { title, subtitle, cellSize: 104 }),
    rows: inputs.flatMap((input) => pixelRows(input, shape, classes)),
  };
}

/** Lists each pixel of an input as a row: value, reconstruction, and value in each template. */
function pixelRows(input: InspectedInput, shape: readonly number[], classes: readonly string[]): Row[] {
  const [, width, channels] = shape as [number, number, number];
  return Array.from(input.x, (_, i) => ({
    input: input.name,
    row: Math.floor(i / (width * channels)),
    column: Math.floor(i / channels) % width,
    channel: i % channels,
    ...valuesAt(input, classes, i),
  }));
}
