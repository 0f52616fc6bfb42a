/** Sounds of detections, cut from their recordings, and pictures of them. */
export { planClips, writeClips, type Clip, type ClipInput, type Clips } from './write-clips.js';
