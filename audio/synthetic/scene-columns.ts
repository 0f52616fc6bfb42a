import type { Scene } from './scene.js';

/** Returns the columns of a table that describe a scene; the clip's only where the background is one. */
export function sceneColumns(scene: Scene): Readonly<Record<string, string>> {
  const { distanceMetres, songToNoiseDb, reverberationSeconds, piece } = scene;
  return {
    distance_m: distanceMetres.toFixed(1),
    song_to_noise_db: songToNoiseDb.toFixed(1),
    reverberation_s: reverberationSeconds.toFixed(2),
    ...(piece && { background_sound: piece.clip.sound, background_clip: piece.clip.name }),
    synthetic: 'yes',
  };
}
