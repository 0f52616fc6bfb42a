/** The page that opens first, below the results folder. */
export const INDEX = 'index.html';

/** Folder of the other pages. */
export const PAGE_FOLDER = 'pages';
