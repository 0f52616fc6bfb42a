import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow by 15 % before its garbage is collected. By default V8 waits longer, the larger the heap has been
 * before: loading TensorFlow.js makes it large, and over hours of audio tens of megabytes of garbage gather. A
 * collection takes some 50 ms, and one is due every few hours of audio.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=15');
}
