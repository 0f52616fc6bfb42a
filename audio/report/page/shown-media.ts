import { inOrder } from '../../../src/concurrency.js';
import type { ReportCard } from '../types.js';
import { pngUrl } from '../../../src/figures/index.js';
import {
  atPageRate,
  markupOf,
  partCaption,
  spectrogramFigure,
  spectrogramPicture,
  type Html,
} from '../../pages/index.js';
import type { MistakeSound, ReportMedia } from './media.js';
import { soundPlayer } from './sound-player.js';

/** Sounds that are read at the same time. */
const READ_AT_ONCE = 4;

/** What the page shows of a mistake: absent where there is no sound, or no room. */
export interface ShownMistake {
  readonly picture?: Html;
  readonly player?: Html;
  /** What part of the recording they are. */
  readonly caption?: Html;
  /** Whether the recording could not be read. */
  readonly unreadable?: boolean;
}

/** Pictures and sounds that fit into the page. */
export interface ShownMedia {
  of(species: number, mistake: number): ShownMistake;
  /** Mistakes without picture, and without sound, because the page would be too large. */
  readonly withoutPicture: number;
  readonly withoutSound: number;
}

/** A page without pictures and sounds, to measure it. */
export const NO_MEDIA: ShownMedia = { of: () => ({}), withoutPicture: 0, withoutSound: 0 };

/**
 * Draws pictures and encodes sounds until `maxBytes` are full: pictures first, then sounds, each for the worst mistake
 * of every species, then for the second, and so on.
 */
export async function shownMedia(card: ReportCard, media: ReportMedia, maxBytes: number): Promise<ShownMedia> {
  const order = worstOfEachFirst(card);
  const shown = new Map<string, ShownMistake>();
  const sounds: { readonly key: string; readonly player: Html; readonly caption: Html }[] = [];
  let [bytes, soundBytes, readable, pictures] = [0, 0, 0, 0];
  const read = async (at: Place) => ({ ...at, sound: await media.sound(at.species, at.mistake) });
  for await (const { species, mistake, sound } of inOrder(order, read, { width: READ_AT_ONCE })) {
    const key = keyOf(species, mistake);
    if (!sound || sound.samples.length === 0) {
      shown.set(key, { unreadable: true });
      continue;
    }
    readable++;
    const atRate: MistakeSound = atPageRate(sound);
    const what = card.species[species]!.mistakes[mistake]!;
    const { png, ...shownPart } = spectrogramPicture(atRate);
    const picture = spectrogramFigure(what, { ...shownPart, url: pngUrl(png) });
    const caption = partCaption(what, atRate.startSeconds, endOf(atRate));
    const size = sizeOf(picture) + sizeOf(caption);
    if (bytes + size <= maxBytes) {
      bytes += size;
      pictures++;
      shown.set(key, { picture, caption });
    }
    if (soundBytes < maxBytes) {
      const player = soundPlayer(what, atRate);
      soundBytes += sizeOf(player);
      sounds.push({ key, player, caption });
    }
  }
  let players = 0;
  for (const { key, player, caption } of sounds) {
    bytes += sizeOf(player) + (shown.has(key) ? 0 : sizeOf(caption));
    if (bytes > maxBytes) break;
    players++;
    shown.set(key, { ...shown.get(key), player, caption });
  }
  return {
    of: (species, mistake) => shown.get(keyOf(species, mistake)) ?? {},
    withoutPicture: readable - pictures,
    withoutSound: readable - players,
  };
}

interface Place {
  readonly species: number;
  readonly mistake: number;
}

function worstOfEachFirst({ species }: ReportCard): readonly Place[] {
  return species
    .flatMap(({ mistakes }, index) => mistakes.map((_, mistake) => ({ species: index, mistake })))
    .sort((a, b) => a.mistake - b.mistake || a.species - b.species);
}

function keyOf(species: number, mistake: number): string {
  return `${species}/${mistake}`;
}

function endOf({ startSeconds, samples, sampleRateHz }: MistakeSound): number {
  return startSeconds + samples.length / sampleRateHz;
}

function sizeOf(part: Html): number {
  return Buffer.byteLength(markupOf(part));
}
