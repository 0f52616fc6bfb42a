import { pictureGrid, pictureUrl, rangeOf, signedPictureUrl, type Figure, type Range } from '../../figures/index.js';
import { rowOf, type Rows } from './arrays.js';

/** Content of a framework's figure: rows of small images, or signals stacked vertically. */
export type Picture = ImagePicture | SignalPicture;

/** Rows of images of the same shape. */
export interface ImagePicture {
  readonly kind: 'images';
  readonly height: number;
  readonly width: number;
  /** Values of black and white. Default: minimum and maximum over all rows without `ownScale`. */
  readonly range?: Range;
  readonly rows: readonly ImageRow[];
}

export interface ImageRow {
  readonly name: string;
  readonly images: Rows;
  /** Diverging colours around zero instead of black to white. */
  readonly signed?: true;
  /** Uses the row's own range instead of the shared one. */
  readonly ownScale?: true;
}

/** Several versions of the same signals, such as clean, noisy and denoised. */
export interface SignalPicture {
  readonly kind: 'signals';
  /** Names of the signals. */
  readonly names: readonly string[];
  readonly series: readonly { readonly name: string; readonly signals: Rows }[];
}

/** Creates a framework's figure and its CSV rows. */
export function figureOf(title: string, subtitle: string, picture: Picture): Figure {
  return picture.kind === 'images' ? imageFigure(title, subtitle, picture) : signalFigure(title, subtitle, picture);
}

function imageFigure(title: string, subtitle: string, picture: ImagePicture): Figure {
  const { height, width, rows } = picture;
  const shared = picture.range ?? rangeOf(rows.flatMap(({ images, ownScale }) => (ownScale ? [] : [...images.data])));
  const cells = rows.flatMap(({ name, images, signed, ownScale }) => {
    const shown = Math.min(images.rows, MAX_COLUMNS);
    const range = ownScale ? rangeOf(images.data) : shared;
    const bound = Math.max(-range[0], range[1]);
    return Array.from({ length: shown }, (_, index) => {
      const image = { values: rowOf(images, index), height, width, channels: 1 };
      const url = signed ? signedPictureUrl(image, bound) : pictureUrl(image, range);
      return { row: name, column: String(index + 1), url, values: image.values };
    });
  });
  return {
    chart: pictureGrid(
      cells.map(({ row, column, url }) => ({ row, column, url })),
      { title, subtitle, cellSize: CELL_SIZE },
    ),
    rows: cells.flatMap(({ row, column, values }) =>
      Array.from(values, (value, pixel) => ({
        row,
        image: Number(column),
        y: Math.floor(pixel / width),
        x: pixel % width,
        value,
      })),
    ),
  };
}

function signalFigure(title: string, subtitle: string, { names, series }: SignalPicture): Figure {
  const rows = series.flatMap(({ name, signals }) =>
    names.flatMap((signal, index) =>
      Array.from(rowOf(signals, index), (value, sample) => ({ signal, series: name, sample, value })),
    ),
  );
  const order = series.map(({ name }) => name);
  return {
    chart: {
      title: { text: title, subtitle },
      data: { values: rows },
      facet: {
        row: {
          field: 'signal',
          type: 'nominal',
          sort: [...names],
          title: null,
          header: { labelAngle: 0, labelAlign: 'left' },
        },
      },
      spec: {
        width: 640,
        height: 110,
        mark: { type: 'line', strokeWidth: 1 },
        encoding: {
          x: { field: 'sample', type: 'quantitative', title: null, scale: { nice: false } },
          y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false } },
          color: {
            field: 'series',
            type: 'nominal',
            title: null,
            sort: order,
            scale: { domain: order, range: LINE_COLOURS.slice(0, order.length) },
          },
        },
      },
      resolve: { scale: { y: 'independent' } },
    },
    rows,
  };
}

const MAX_COLUMNS = 16;
const CELL_SIZE = 44;
/** Colours of the series. Later series are drawn over earlier ones. */
const LINE_COLOURS = ['#c8c8c8', '#2166ac', '#b2182b'];
