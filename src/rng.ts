/**
 * Seeded, splittable random number generator. A stream is identified by the seed and a path of labels: step t draws its
 * dropout noise from `rng.split('dropout', t)`. No state needs saving, and a resumed run draws the same numbers as an
 * uninterrupted one.
 *
 * Generator: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded by
 * splitmix32-style mixing of a 32-bit FNV-1a hash of the path.
 */
export interface Rng {
  /** Returns an independent child stream. Equal labels give equal streams, regardless of earlier draws. */
  split(...labels: readonly (string | number)[]): Rng;
  /** Uniform in [0, 1), 24 bits: exactly representable in float32. */
  uniform(): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Returns a new array with the items in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** Fills `out` with uniform values in [0, 1) and returns it. */
  fillUniform(out: Float32Array): Float32Array;
}

/** The largest seed of an experiment. */
export const MAX_SEED = 0xffffffff;

/** Returns the root stream of a seed. */
export function createRng(seed: number): Rng {
  return streamAt(`${seed}`);
}

function streamAt(path: string): Rng {
  const next = xoshiro128(seedWords(path));
  let spare: number | undefined;

  const uniform = (): number => (next() >>> 8) / 0x1000000;
  const integer = (bound: number): number => Math.floor(((next() >>> 0) / 0x100000000) * bound);

  return {
    split: (...labels) => streamAt(`${path}/${labels.join('/')}`),
    uniform,
    integer,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    shuffle(items) {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
    fillUniform(out) {
      for (let i = 0; i < out.length; i++) out[i] = uniform();
      return out;
    },
  };
}

function seedWords(path: string): Uint32Array {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  const words = new Uint32Array(4);
  for (let i = 0; i < 4; i++) {
    hash = (hash + 0x9e3779b9) | 0;
    let z = hash;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    words[i] = z ^ (z >>> 15);
  }
  if (words.every((word) => word === 0)) words[0] = 1;
  return words;
}

function xoshiro128(state: Uint32Array): () => number {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  return () => {
    const r = Math.imul(b, 5);
    const result = Math.imul((r << 7) | (r >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}
