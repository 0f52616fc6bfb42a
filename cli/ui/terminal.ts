/** What the terminal can do. Decided once, before anything that draws is imported. */
export interface Terminal {
  /** stderr is a terminal that can be drawn on: not a pipe, not `TERM=dumb`. */
  readonly interactive: boolean;
  readonly colour: boolean;
}

/**
 * Looks at the streams, NO_COLOR and FORCE_COLOR, and tells chalk (which Ink colours with, and which looks at stdout, though we draw
 * on stderr) through FORCE_COLOR.
 * @param allowColour false for --no-color
 */
export function setUpTerminal(allowColour: boolean): Terminal {
  const interactive = process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  const refused = !allowColour || (process.env['NO_COLOR'] ?? '') !== '';
  const forced = process.env['FORCE_COLOR'];
  if (refused) process.env['FORCE_COLOR'] = '0';
  else if (forced === undefined) process.env['FORCE_COLOR'] = String(interactive ? colourLevel() : 0);
  return { interactive, colour: !refused && process.env['FORCE_COLOR'] !== '0' };
}

/** chalk's level for stderr: 0 none, 1 sixteen colours, 2 256, 3 true colour. */
function colourLevel(): number {
  const depth = process.stderr.getColorDepth();
  if (depth >= 24) return 3;
  if (depth >= 8) return 2;
  return depth >= 4 ? 1 : 0;
}
