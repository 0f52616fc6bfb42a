import { CLIP_FOLDER } from '../../files/names.js';
import { INDEX, PAGE_FOLDER } from './names.js';

/** Names of all files and folders of pages and clips, in the results folder. */
export const PAGE_NAMES: readonly string[] = [INDEX, PAGE_FOLDER, CLIP_FOLDER];
