/** A terminal's cell, in the SVG's units. */
export interface Cell {
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

/** Data of `<path>` elements. */
export interface GlyphPaths {
  readonly light: string;
  readonly heavy: string;
  readonly filled: string;
}

/** Arms of box-drawing characters, up, right, down, left: 0 none, 1 light, 2 heavy. */
const ARMS: Readonly<Record<string, string>> = {
  ...{ '─': '0101', '━': '0202', '│': '1010', '┃': '2020', '╴': '0001', '╵': '1000', '╶': '0100', '╷': '0010' },
  ...{ '┌': '0110', '┐': '0011', '└': '1100', '┘': '1001', '├': '1110', '┤': '1011', '┬': '0111', '┴': '1101' },
  ...{ '┼': '1111', '┏': '0220', '┓': '0022', '┗': '2200', '┛': '2002', '┣': '2220', '┫': '2022', '┳': '0222' },
  ...{ '┻': '2202', '╋': '2222', '╸': '0002', '╹': '2000', '╺': '0200', '╻': '0020', '╼': '0201', '╾': '0102' },
};
/** Which two arms an arc joins. */
const ARCS: Readonly<Record<string, readonly [vertical: 'up' | 'down', horizontal: 'left' | 'right']>> = {
  '╭': ['down', 'right'],
  '╮': ['down', 'left'],
  '╯': ['up', 'left'],
  '╰': ['up', 'right'],
};
const EIGHTHS_UP = '▁▂▃▄▅▆▇█';
const EIGHTHS_LEFT = '▏▎▍▌▋▊▉';
const BRAILLE = 0x2800;
/** Row and column, in a cell of four by two, of each bit of a braille character. */
const DOTS = [
  [0, 0],
  [1, 0],
  [2, 0],
  [0, 1],
  [1, 1],
  [2, 1],
  [3, 0],
  [3, 1],
] as const;

/** Whether a character is drawn as a path, so that it meets its neighbours in any font. */
export function isDrawn(character: string): boolean {
  const braille = character.codePointAt(0)! - BRAILLE;
  return (
    character in ARMS ||
    character in ARCS ||
    EIGHTHS_UP.includes(character) ||
    EIGHTHS_LEFT.includes(character) ||
    (braille >= 0 && braille < 256)
  );
}

/** Draws adjacent characters. @param column of the first */
export function glyphPaths(characters: readonly string[], column: number, cell: Cell): GlyphPaths {
  const { width, top, bottom } = cell;
  const middle = (top + bottom) / 2;
  const paths = { light: '', heavy: '', filled: '' };
  const horizontals: { weight: string; from: number; to: number }[] = [];
  const horizontal = (weight: string, from: number, to: number): void => {
    const before = horizontals.at(-1);
    if (before?.to === from && before.weight === weight) before.to = to;
    else horizontals.push({ weight, from, to });
  };
  characters.forEach((character, i) => {
    const left = (column + i) * width;
    const [centre, right] = [left + width / 2, left + width];
    const [up, east, down, west] = ARMS[character] ?? '0000';
    if (west !== '0') horizontal(west!, left, centre);
    if (east !== '0') horizontal(east!, centre, right);
    const vertical = (weight: string, from: number, to: number): void => {
      paths[weight === '2' ? 'heavy' : 'light'] += `M${centre} ${from}V${to}`;
    };
    if (up !== '0' && up === down) vertical(up!, top, bottom);
    else if (up !== '0') vertical(up!, top, middle);
    else if (down !== '0') vertical(down!, middle, bottom);

    const arc = ARCS[character];
    if (arc) {
      const [end, turn] = arc[0] === 'up' ? [top, middle - width / 2] : [bottom, middle + width / 2];
      paths.light += `M${centre} ${end}V${turn}Q${centre} ${middle} ${arc[1] === 'left' ? left : right} ${middle}`;
    }
    paths.filled += block(character, left, cell) + braille(character, left, cell);
  });
  for (const { weight, from, to } of horizontals) {
    paths[weight === '2' ? 'heavy' : 'light'] += `M${from} ${middle}H${to}`;
  }
  return paths;
}

function block(character: string, left: number, { width, top, bottom }: Cell): string {
  const height = bottom - top;
  const [up, side] = [EIGHTHS_UP.indexOf(character) + 1, EIGHTHS_LEFT.indexOf(character) + 1];
  if (up > 0) return `M${left} ${bottom}h${width}v${(-up * height) / 8}h${-width}z`;
  return side > 0 ? `M${left} ${top}h${(side * width) / 8}v${height}H${left}z` : '';
}

function braille(character: string, left: number, { width, top, bottom }: Cell): string {
  const bits = character.codePointAt(0)! - BRAILLE;
  if (bits < 0 || bits > 255) return '';
  const side = width / 4;
  const height = bottom - top;
  return DOTS.filter((_, bit) => (bits >> bit) & 1)
    .map(([row, column]) => {
      const [x, y] = [left + (column + 0.5) * (width / 2) - side / 2, top + (row + 0.5) * (height / 4) - side / 2];
      return `M${x} ${y}h${side}v${side}h${-side}z`;
    })
    .join('');
}
