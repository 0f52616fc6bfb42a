import { InvalidArgumentError } from 'commander';

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least) {
      throw new InvalidArgumentError(`expected a whole number of at least ${least}, got "${text}"`);
    }
    return value;
  };
}

/** A probability, 0 to 1. */
export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError(`expected a number from 0 to 1, got "${text}"`);
  }
  return value;
}

/** An address that can be downloaded from. */
export function webAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError(`expected an address such as https://host/folder/, got "${text}"`);
  }
  return text;
}

/** Collects an option that may be given several times. */
export function collect(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}

/** Where a Redis server listens. */
export function redisAddress(text: string): string {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError(`expected an address such as redis://host:6379, got "${text}"`);
  }
  return text;
}

/** Collects an option that takes several values, separated by spaces or by commas. */
export function listOf(text: string, earlier: readonly string[]): string[] {
  return [...earlier, ...text.split(',').filter((part) => part !== '')];
}

/** Collects an option that takes several numbers above zero, separated by spaces or by commas. */
export function positiveNumbers(text: string, earlier: readonly number[] = []): number[] {
  const values = listOf(text, []).map((part) => {
    const value = Number(part);
    if (!(value > 0 && Number.isFinite(value))) {
      throw new InvalidArgumentError(`expected numbers above 0, got "${part}"`);
    }
    return value;
  });
  return [...earlier, ...values];
}

/** The longest context of a segment: means over it take about as long as the network does. */
const LONGEST_CONTEXT_SECONDS = 60;

/** How far around a segment is heard with it. */
export function contextSeconds(text: string): number {
  const value = seconds(text);
  if (value > LONGEST_CONTEXT_SECONDS) {
    throw new InvalidArgumentError(`expected at most ${LONGEST_CONTEXT_SECONDS} seconds, got "${text}"`);
  }
  return value;
}

/** A time in a recording. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value))) {
    throw new InvalidArgumentError(`expected seconds from 0 on, got "${text}"`);
  }
  return value;
}
