/** Colours of light pages and of print. Text has a contrast of at least 4.5, lines and marks of 3. */
const LIGHT = `
  --page: #ffffff; --panel: #f5f6f7; --ink: #1a1d21; --muted: #434a52; --rule: #d3d7db; --edge: #80868d;
  --link: #0b559f; --precision: #0b559f; --recall: #b04a00; --invert: 0;`;

const DARK = `
  --page: #15181b; --panel: #1e2226; --ink: #e8eaed; --muted: #bcc3ca; --rule: #3a4047; --edge: #828a93;
  --link: #8cc0ff; --precision: #8cc0ff; --recall: #ffb26b; --invert: 1;`;

/** From this shade on, text has the second colour. */
const STRONG_STEP = 7;

/** Cells of heat maps, from none to most: background, then text. */
const HEAT_LIGHT = heat(
  [
    '#ffffff',
    '#ebf0f4',
    '#d8e0e9',
    '#c4d1df',
    '#aec0d2',
    '#98aec6',
    '#859fbc',
    '#4c739c',
    '#366290',
    '#205084',
    '#0a3f78',
  ],
  ['#1a1d21', '#ffffff'],
);
const HEAT_DARK = heat(
  [
    '#15181b',
    '#1f252b',
    '#283039',
    '#313b46',
    '#3a4654',
    '#414f5f',
    '#475769',
    '#718aa8',
    '#83a0c4',
    '#96b8e1',
    '#a9d0ff',
  ],
  ['#e8eaed', '#101316'],
);

/** Shades of the cells of heat maps, besides that of none: classes `h0` to `h10`. */
export const HEAT_STEPS = 10;
function heat(shades: readonly string[], [text, strongText]: readonly [string, string]): string {
  const colour = (step: number): string => (step === 0 ? 'var(--muted)' : step < STRONG_STEP ? text : strongText);
  return shades.map((shade, step) => `.heat .h${step} { background: ${shade}; color: ${colour(step)} }`).join('\n');
}

/** The style sheet that all pages share. */
export const SHARED_STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1rem }
header { padding-top: 2.5rem }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance }
h1 { font-size: 1.9rem; font-weight: 650 }
h2 { font-size: 1.4rem; font-weight: 650; margin: 3.5rem 0 1rem; padding-top: 1rem; border-top: 1px solid var(--rule) }
h3 { font-size: 1.2rem; font-weight: 650 }
h4 { font-size: 1rem; font-weight: 650; margin: 1.75rem 0 .5rem }
p, ul, ol, dl { margin: .6rem 0; max-width: 46rem }
p, li, dd, td, figcaption { text-wrap: pretty }
li { margin: .3rem 0 }
a { color: var(--link); text-underline-offset: .15em }
a:focus-visible, summary:focus-visible, audio:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px;
}
.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--page); z-index: 2 }
.skip:focus { top: .5rem }
.summary { font-size: 1.2rem; line-height: 1.5; margin-top: 1.25rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.caution { border-left: 4px solid var(--recall); padding-left: .8rem }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; max-width: none }
nav li { white-space: nowrap }
.scroll { position: relative; overflow-x: auto; margin: 1rem 0; max-width: 100% }
table { border-collapse: collapse; font-size: .94rem; line-height: 1.4; overflow-wrap: normal;
  font-variant-numeric: tabular-nums }
caption, .caption { text-align: left; color: var(--muted); font-size: .94rem }
caption { padding-bottom: .6rem }
.caption { margin: 1rem 0 0 }
.caption + .scroll { margin-top: .4rem }
.hint { display: none }
th, td { padding: .45rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule) }
thead th { border-bottom: 1px solid var(--edge); font-weight: 600; vertical-align: bottom }
tbody th { font-weight: 600 }
th:first-child, td:first-child { padding-left: 0 }
.scroll tbody th:first-child { position: sticky; left: 0; background: var(--page) }
.n { text-align: right }
td.n { white-space: nowrap }
.range { display: block; color: var(--muted); font-weight: 400; white-space: nowrap }
.names { min-width: 10.5rem; max-width: 16rem; overflow-wrap: anywhere }
figure { margin: 1rem 0 }
figcaption { margin-top: .4rem; color: var(--muted); font-size: .9rem; line-height: 1.45; max-width: 30rem }
details { margin: .5rem 0 }
summary { cursor: pointer; color: var(--link); width: fit-content }
.pairs { display: grid; grid-template-columns: fit-content(9rem) 1fr; gap: .15rem 1rem; margin: .6rem 0 }
.pairs dt { color: var(--muted) }
.pairs dd { margin: 0 }
.cards { list-style: none; padding: 0; max-width: none; display: grid; gap: 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)) }
.cards > li { margin: 0; padding: 1rem; background: var(--panel); border-radius: 4px; min-width: 0 }
.cards h5 { margin: 0; font-size: 1rem; line-height: 1.35; font-weight: 650 }
.cards .pairs { font-size: .94rem; line-height: 1.45 }
.cards figure { margin: .75rem 0 0 }
.key { width: 2rem; height: .625rem; margin-right: .4rem; vertical-align: .05em }
.spectrogram { display: block; width: 100%; max-width: 26rem; height: auto; font-size: 12px; font-family: inherit }
.spectrogram text { fill: currentColor }
.spectrogram .x { text-anchor: middle }
.spectrogram .y { text-anchor: end; dominant-baseline: central }
.spectrogram .frame, .spectrogram .tick, .detection { fill: none; stroke: currentColor }
.spectrogram .frame { stroke: var(--edge) }
.detection { stroke: var(--recall); stroke-width: 2 }
.spectrogram image { filter: invert(var(--invert)) }
audio { display: block; width: 100%; max-width: 26rem; height: 2.5rem; margin-top: .6rem }
.heat { border-collapse: separate; border-spacing: 1px }
.heat th, .heat td { border: 0 }
.heat td { text-align: center; vertical-align: middle; padding: .35rem .4rem; min-width: 2.2rem }
.heat thead th { padding: .3rem; vertical-align: bottom; font-weight: 400 }
.heat thead .turned { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 11rem; text-align: left;
  margin: 0 auto; line-height: 1.2; overflow-wrap: anywhere }
.heat tbody th { font-weight: 400; text-align: right; padding: .35rem .6rem .35rem 0; min-width: 10rem;
  max-width: 16rem; overflow-wrap: anywhere; vertical-align: middle }
footer { margin-top: 4rem; padding-top: 1rem; padding-bottom: 3rem; color: var(--muted); font-size: .9rem }
footer code { overflow-wrap: anywhere }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .92em }
@media screen { ${HEAT_LIGHT} }
@media screen and (prefers-color-scheme: dark) { ${HEAT_DARK} }
@media (max-width: 40rem) {
  header { padding-top: 1.5rem }
  .hint { display: block }
  .hint:has(+ .scroll > .stacked) { display: none }
  h1 { font-size: 1.6rem }
  .names, .heat tbody th { min-width: 7.5rem; max-width: 9rem }
  .stacked, .stacked tbody { display: block }
  .stacked thead { display: none }
  .stacked tr { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: .8rem 0;
    border-bottom: 1px solid var(--rule) }
  .stacked th, .stacked td { display: block; padding: 0; border: 0; text-align: left }
  .stacked th, .stacked td:not([data-label]) { flex: 1 0 100%; min-width: 0; max-width: 100% }
  .stacked .range { display: inline }
  .stacked td[data-label]::before { content: attr(data-label) ": "; color: var(--muted) }
}
@media print {
  :root { font-size: 10pt }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0 }
  audio, nav, .skip, details { display: none }
  .scroll { overflow: visible }
  .cards > li { border: 1px solid var(--edge); break-inside: avoid }
  figure, tr, .pairs { break-inside: avoid }
  h2, h3, h4, h5 { break-after: avoid }
  table { font-size: 8pt }
  th, td { padding: 3pt 4pt }
  .heat { font-size: 6.5pt }
  .heat tbody th { min-width: 0; max-width: 8rem }
  .names { min-width: 0 }
  .heat td { min-width: 0; padding: 1pt 2pt }
}
`;
