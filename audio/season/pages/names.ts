import { CLIP_FOLDER } from '../../files/names.js';

/** The page that opens first, below the results folder. */
export const INDEX = 'index.html';

/** Folder of the other pages. */
export const PAGE_FOLDER = 'pages';

/** Names of all files and folders of pages and clips, in the results folder. */
export const PAGE_NAMES: readonly string[] = [INDEX, PAGE_FOLDER, CLIP_FOLDER];
