/** A command, and its duration in the animation. */
export interface Scene {
  readonly command: string;
  /** Seconds of animation from Enter to the next prompt, however long the command really took. */
  readonly runSeconds: number;
  /** Seconds from that prompt to the next scene. */
  readonly holdSeconds: number;
}

export const COLUMNS = 96;
export const ROWS = 28;

export const TITLE = 'Lyrebird in a terminal: training, then classifying';

export const DESCRIPTION =
  'A recording of the program on synthetic birds, sped up. A network trains on a folder of recordings, with live ' +
  'curves of its losses and of its average precision. Then it says which species sing in a recording it has never ' +
  'seen, and where.';

export const SCENES: readonly Scene[] = [
  {
    command: 'npx lyrebird train --task bird-mel --data recordings/ --out runs/birds --set loss.alpha=0.7',
    runSeconds: 12,
    holdSeconds: 2,
  },
  { command: 'npx lyrebird classify dawn.wav --model runs/birds --by-loudness', runSeconds: 0.6, holdSeconds: 6 },
];
