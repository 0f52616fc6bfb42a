/** One element of a song: a tone of varying pitch, with overtones. */
export interface Syllable {
  readonly seconds: number;
  /** Silence after the syllable. */
  readonly gapSeconds: number;
  /** Pitch at time t, which runs from 0 to 1 over the syllable. */
  readonly hz: (t: number) => number;
  /** Amplitudes of the fundamental and its overtones. */
  readonly overtones: readonly number[];
  /** A second, simultaneous voice. */
  readonly second?: Pick<Syllable, 'hz' | 'overtones'>;
  /** Fast frequency modulation: its rate and depth. */
  readonly buzz?: { readonly hz: number; readonly depthHz: number };
}

/** Fade-in and fade-out of a syllable, which avoid clicks. */
const EDGE_SECONDS = 0.006;

/**
 * Adds a syllable to a recording.
 * @param out [samples], mono
 * @param start first sample; samples beyond the end of `out` are dropped
 */
export function addSyllable(out: Float64Array, start: number, syllable: Syllable, sampleRateHz: number): void {
  const { seconds, second, buzz } = syllable;
  const samples = Math.round(seconds * sampleRateHz);
  addVoice(out, start, samples, syllable, sampleRateHz, buzz);
  if (second) addVoice(out, start, samples, second, sampleRateHz, buzz);
}

function addVoice(
  out: Float64Array,
  start: number,
  samples: number,
  { hz, overtones }: Pick<Syllable, 'hz' | 'overtones'>,
  sampleRateHz: number,
  buzz: Syllable['buzz'],
): void {
  const end = Math.min(samples, out.length - start);
  const edge = Math.min(samples / 2, EDGE_SECONDS * sampleRateHz);
  const step = (2 * Math.PI) / sampleRateHz;
  const nyquist = sampleRateHz / 2;
  let phase = 0;
  let buzzPhase = 0;
  for (let i = 0; i < end; i++) {
    let pitch = hz(i / samples);
    if (buzz) {
      pitch += buzz.depthHz * Math.sin(buzzPhase);
      buzzPhase += step * buzz.hz;
    }
    phase += step * pitch;
    // sin(kφ) from sin φ and cos φ: sin((k+1)φ) = 2 cos φ sin(kφ) − sin((k−1)φ).
    const twiceCosine = 2 * Math.cos(phase);
    let previous = 0;
    let current = Math.sin(phase);
    let sum = 0;
    for (let k = 0; k < overtones.length && (k + 1) * pitch < nyquist; k++) {
      sum += overtones[k]! * current;
      [previous, current] = [current, twiceCosine * current - previous];
    }
    const distance = Math.min(i, samples - 1 - i);
    const envelope = distance < edge ? 0.5 - 0.5 * Math.cos((Math.PI * distance) / edge) : 1;
    out[start + i]! += sum * envelope;
  }
}
