import { InvalidArgumentError } from 'commander';

/** Returns a parser of whole numbers of at least `minimum`. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`expected a whole number of at least ${minimum}, got "${text}"`);
    }
    return value;
  };
}

/** Parses a probability, 0 to 1. */
export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError(`expected a number from 0 to 1, got "${text}"`);
  }
  return value;
}

/** Thresholds for all species and for single ones. */
export interface Thresholds {
  readonly threshold?: number;
  readonly thresholds?: Readonly<Record<string, number>>;
}

/** Collects thresholds: `0.7` for all species, or `Parus major=0.7` for one. */
export function thresholds(text: string, earlier: Thresholds = {}): Thresholds {
  const at = text.lastIndexOf('=');
  const value = probability(text.slice(at + 1));
  if (at < 0) return { ...earlier, threshold: value };
  return { ...earlier, thresholds: { ...earlier.thresholds, [text.slice(0, at).trim()]: value } };
}

/** Parses the URL of a download. */
export function webAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError(`expected a URL such as https://host/folder/, got "${text}"`);
  }
  return text;
}

/** Collects the values of an option that may be repeated. */
export function collect(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}

/** Parses the URL of a Redis server. */
export function redisAddress(text: string): string {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError(`expected a URL such as redis://host:6379, got "${text}"`);
  }
  return text;
}

/** Collects the values of an option that takes several, separated by spaces or commas. */
export function listOf(text: string, earlier: readonly string[]): string[] {
  const values = text.split(',').filter((item) => item !== '');
  if (values.length === 0) throw new InvalidArgumentError(`expected one or more values, got "${text}"`);
  return [...earlier, ...values];
}

/** Returns a parser of several numbers above 0, separated by spaces or commas, which collects them. */
export function positiveNumbers(largest: number): (text: string, earlier?: readonly number[]) => number[] {
  return (text, earlier = []) => {
    const values = listOf(text, []).map((item) => {
      const value = Number(item);
      if (!(value > 0)) throw new InvalidArgumentError(`expected numbers above 0, got "${item}"`);
      if (value > largest) throw new InvalidArgumentError(`expected numbers of at most ${largest}, got "${item}"`);
      return value;
    });
    return [...earlier, ...values];
  };
}

/** Longest context of a segment. At this length the context means take about as long as the network. */
const MAX_CONTEXT_SECONDS = 60;

/** Parses how many seconds before and after a segment are averaged with it. */
export function contextSeconds(text: string): number {
  const value = seconds(text);
  if (value > MAX_CONTEXT_SECONDS) {
    throw new InvalidArgumentError(`expected at most ${MAX_CONTEXT_SECONDS} seconds, got "${text}"`);
  }
  return value;
}

/** Parses a number of hours above 0. */
export function hours(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && Number.isFinite(value))) {
    throw new InvalidArgumentError(`expected a number of hours above 0, got "${text}"`);
  }
  return value;
}

/** Parses a number of seconds, 0 or more. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value))) {
    throw new InvalidArgumentError(`expected a number of seconds of at least 0, got "${text}"`);
  }
  return value;
}
