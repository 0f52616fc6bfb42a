/** Colours of the terminal's window. */
export const WINDOW = { background: '#161b22', foreground: '#d1d7e0', border: '#3d444d' } as const;

/** The sixteen ANSI colours, in GitHub's dark theme. */
const SIXTEEN = [
  ...['#656c76', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ...['#848d97', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#ffffff'],
];
const CUBE_LEVELS = [0, 95, 135, 175, 215, 255];
/** Opacity of dim text. */
const DIM = 0.65;

/** A colour in the emulator: an index into xterm's 256, or 0xRRGGBB. */
export interface TerminalColour {
  readonly value: number;
  readonly rgb: boolean;
}

/** The CSS colours of a cell; no background where it is the window's. */
export function cellColours(cell: {
  readonly foreground?: TerminalColour;
  readonly background?: TerminalColour;
  readonly inverse: boolean;
  readonly dim: boolean;
}): { readonly colour: string; readonly background?: string } {
  const foreground = cell.foreground ? cssColour(cell.foreground) : WINDOW.foreground;
  const background = cell.background && cssColour(cell.background);
  const behind = cell.inverse ? foreground : background;
  const colour = cell.inverse ? (background ?? WINDOW.background) : foreground;
  return {
    colour: cell.dim ? mixed(colour, behind ?? WINDOW.background, DIM) : colour,
    ...(behind !== undefined && { background: behind }),
  };
}

function cssColour({ value, rgb }: TerminalColour): string {
  if (rgb) return hex([value >> 16, (value >> 8) & 255, value & 255]);
  if (value < 16) return SIXTEEN[value]!;
  if (value >= 232) return hex(Array.from({ length: 3 }, () => 8 + 10 * (value - 232)));
  const cube = value - 16;
  return hex([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => CUBE_LEVELS[level]!));
}

function mixed(colour: string, other: string, weight: number): string {
  const [a, b] = [colour, other].map((text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)));
  return hex(a!.map((value, i) => Math.round(weight * value + (1 - weight) * b![i]!)));
}

function hex(channels: readonly number[]): string {
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
