/** Writing WAV files. */
export { encodeWav } from './write.js';
