import { pictureGrid, pictureUrl, rangeOf, signedPictureUrl, type Figure, type Range } from '../../figures/index.js';
import { rowOf, type Rows } from './arrays.js';

/** What can be shown of a framework: small images in rows, or signals one above the other. */
export type Picture = ImagePicture | SignalPicture;

/** Rows of images of one shape. */
export interface ImagePicture {
  readonly kind: 'images';
  readonly height: number;
  readonly width: number;
  /** What is black and what is white; absent: the least and the greatest of all rows without a scale of their own. */
  readonly range?: Range;
  readonly rows: readonly ImageRow[];
}

export interface ImageRow {
  readonly name: string;
  readonly images: Rows;
  /** Shown in two colours about zero, rather than from black to white. */
  readonly signed?: true;
  /** Shown on a scale of its own, rather than on that of the other rows. */
  readonly ownScale?: true;
}

/** The same signals, several times: as they are, with noise, without. */
export interface SignalPicture {
  readonly kind: 'signals';
  /** What each signal is called. */
  readonly names: readonly string[];
  readonly series: readonly { readonly name: string; readonly signals: Rows }[];
}

/** A framework's figure, with its numbers. */
export function figureOf(title: string, subtitle: string, picture: Picture): Figure {
  return picture.kind === 'images' ? imageFigure(title, subtitle, picture) : signalFigure(title, subtitle, picture);
}

function imageFigure(title: string, subtitle: string, picture: ImagePicture): Figure {
  const { height, width, rows } = picture;
  const shared = picture.range ?? rangeOf(rows.flatMap(({ images, ownScale }) => (ownScale ? [] : [...images.data])));
  const cells = rows.flatMap(({ name, images, signed, ownScale }) => {
    const shown = Math.min(images.rows, MOST_COLUMNS);
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
      { title, subtitle, cellSize: CELL },
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

const MOST_COLUMNS = 16;
const CELL = 44;
/** What comes later is drawn over what comes earlier. */
const LINE_COLOURS = ['#c8c8c8', '#2166ac', '#b2182b'];
