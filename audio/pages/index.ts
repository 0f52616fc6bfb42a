/** What pages of HTML share: templates that escape, the skeleton with its policy, style, numbers, spectrograms. */
export { renderPage, type PageContent } from './document.js';
export { html, joined, markupOf, name, speciesName, trusted, type Html, type Part } from './html.js';
export { atPageRate } from './page-rate.js';
export { scrolling } from './scrolling.js';
export { shownName } from './shown-name.js';
export type { SoundPart } from './sound-part.js';
export { partCaption, spectrogramFigure, type HeardPart, type ShownPicture } from './spectrogram-figure.js';
export { spectrogramPicture, type SpectrogramPicture } from './spectrogram-picture.js';
export { HEAT_STEPS, SHARED_STYLE } from './style.js';
export { clock, clockUnits, minutesText, scoreText, spanText, timeText, wholePercent } from './text.js';
