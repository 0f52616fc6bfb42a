/** Capabilities of the terminal. Decided once, before any drawing code is imported. */
export interface Terminal {
  /** stderr is a terminal that can be redrawn: neither a pipe nor `TERM=dumb`. */
  readonly interactive: boolean;
  readonly colour: boolean;
}

/**
 * Detects the terminal from stderr, TERM, NO_COLOR and FORCE_COLOR, and sets FORCE_COLOR for chalk, which colours Ink's
 * output: chalk inspects stdout, but Lyrebird draws on stderr.
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

/** chalk's colour level for stderr: 0 none, 1 for 16 colours, 2 for 256, 3 for true colour. */
function colourLevel(): number {
  const depth = process.stderr.getColorDepth();
  if (depth >= 24) return 3;
  if (depth >= 8) return 2;
  return depth >= 4 ? 1 : 0;
}
