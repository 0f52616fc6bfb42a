import type { Kernels } from './types.js';

/** The same arithmetic in plain JavaScript: the reference in tests, and the fallback without WebAssembly. */
export const javascriptKernels: Kernels = {
  name: 'javascript',
  normaliseSegments(pcm, start, { count, length, hop }, { mean, scale, first }, out, offset) {
    for (let segment = 0; segment < count; segment++) {
      const source = start + segment * hop;
      const target = offset + segment * length;
      const m = mean[first + segment]!;
      const a = scale[first + segment]!;
      for (let i = 0; i < length; i++) {
        out[target + i] = Math.fround(Math.fround(pcm[source + i]! - m) * a);
      }
    }
  },
  normalisedSegments(pcm, start, { rows, ...layout }, statistics) {
    const out = new Float32Array(rows * layout.length);
    javascriptKernels.normaliseSegments(pcm, start, layout, { ...statistics, first: 0 }, out, 0);
    return out;
  },
  segmentBlocks(pcm, { count, hop, rows, stride, pairs }, { mean, scale }) {
    const f = Math.fround;
    const plane = rows * pairs * stride;
    const out = new Float32Array(3 * plane);
    for (let segment = 0; segment < count; segment++) {
      const [m, a] = [mean[segment]!, scale[segment]!];
      for (let i = 0; i < pairs * stride; i++) {
        const from = segment * hop + i + Math.floor(i / stride) * stride;
        const to = segment * pairs * stride + i;
        const [first, second, third] = [pcm[from]!, pcm[from + stride]!, pcm[from + 2 * stride]!];
        out[to] = f(f(first - second) * a);
        out[plane + to] = f(f(second - m) * a);
        out[2 * plane + to] = f(f(second - third) * a);
      }
    }
    return out;
  },
  polyphase(input, { coefficients, phases, taps, positionStep, phaseStep }, start, out) {
    const lanes = new Float32Array(16);
    let { position, phase } = start;
    for (let k = 0; k < out.length; k++) {
      lanes.fill(0);
      const row = phase * taps;
      for (let t = 0; t < taps; t++) {
        lanes[t & 15]! += Math.fround(input[position + t]! * coefficients[row + t]!);
      }
      for (let lane = 0; lane < 4; lane++) {
        const ab = Math.fround(lanes[lane]! + lanes[lane + 4]!);
        const cd = Math.fround(lanes[lane + 8]! + lanes[lane + 12]!);
        lanes[lane] = ab + cd;
      }
      out[k] = Math.fround(lanes[0]! + lanes[1]!) + Math.fround(lanes[2]! + lanes[3]!);
      position += positionStep;
      phase += phaseStep;
      if (phase >= phases) {
        phase -= phases;
        position++;
      }
    }
  },
  averageInt16(samples, channels, mono) {
    const scale = 2 ** -15 / channels;
    for (let i = 0; i < mono.length; i++) {
      mono[i] = (channels === 1 ? samples[i]! : samples[2 * i]! + samples[2 * i + 1]!) * scale;
    }
  },
  averagePairs(samples, mono) {
    for (let i = 0; i < mono.length; i++) mono[i] = (samples[2 * i]! + samples[2 * i + 1]!) * 0.5;
  },
  silenceInvalid(values, largest) {
    let invalid = 0;
    for (let i = 0; i < values.length; i++) {
      // False for NaN, too.
      if (Math.abs(values[i]!) <= largest) continue;
      values[i] = 0;
      invalid++;
    }
    return invalid;
  },
  blockSums(pcm, start, lengths, out) {
    let from = start;
    lengths.forEach((length, block) => {
      const sums = new Float64Array(4);
      const squares = new Float64Array(4);
      const quads = length & ~3;
      for (let i = 0; i < quads; i++) {
        const x = pcm[from + i]!;
        sums[i & 3]! += x;
        squares[i & 3]! += x * x;
      }
      let sum = sums[0]! + sums[2]! + (sums[1]! + sums[3]!);
      let square = squares[0]! + squares[2]! + (squares[1]! + squares[3]!);
      for (let i = quads; i < length; i++) {
        const x = pcm[from + i]!;
        sum += x;
        square += x * x;
      }
      out[2 * block] = sum;
      out[2 * block + 1] = square;
      from += length;
    });
  },
  resampleAndFilter(pcm, { first, rate }, taps, out) {
    const f = Math.fround;
    const at = (index: number): number => pcm[Math.min(Math.max(0, index), pcm.length - 1)]!;
    const x = new Float32Array(out.length);
    const begin = Math.floor(first);
    for (let i = 0; i < x.length; i++) {
      const position = first - begin + i * rate;
      const offset = Math.floor(position);
      const t = f(position - offset);
      const index = begin + offset;
      const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
      const cubic = f(f(f(3 * f(b - c)) + d) - a);
      const square = f(f(f(f(2 * a) - f(5 * b)) + f(4 * c)) - d);
      const slope = f(f(c - a) + f(t * f(square + f(t * cubic))));
      x[i] = b + f(f(0.5 * t) * slope);
    }
    const coefficients = Float32Array.from(taps);
    for (let n = 0; n < out.length; n++) {
      let sum = x[n]!;
      for (let k = 1; k <= taps.length; k++) sum = f(sum + f(coefficients[k - 1]! * (n < k ? 0 : x[n - k]!)));
      out[n] = sum;
    }
  },
};
