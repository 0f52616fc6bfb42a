import { SHARED_STYLE } from '../../pages/index.js';

/** Stripes of what was not recorded: seen without colours, too. */
const HATCH = 'repeating-linear-gradient(135deg, transparent 0 4px, var(--hatch) 4px 5px)';

/** The style sheet of the pages of a season. */
export const STYLE = `${SHARED_STYLE}
:root { --hatch: #aeb4bb }
@media screen and (prefers-color-scheme: dark) { :root { --hatch: #565e67 } }
.facts { grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; max-width: 46rem; margin: 1rem 0 }
.stacked { width: 100% }
.stacked tbody th { font-weight: 600 }
.map { width: 100%; table-layout: fixed; font-size: .8rem }
.map th:first-child { width: 5.6rem }
.map.wide th:first-child { width: 11rem }
.map th:last-child { width: 4.2rem }
.map.many { min-width: 60rem }
.heat.map td { min-width: 0; padding: .2rem 0; line-height: 1.35 }
.heat.map td.n { padding: .2rem 0 .2rem .5rem; text-align: right }
.heat.map thead th { padding: .2rem 0; text-align: center; vertical-align: bottom; color: var(--muted) }
.heat.map thead th:first-child { text-align: left }
.heat.map thead th.n { text-align: right }
.heat.map tbody th { text-align: left; min-width: 0; padding: .2rem .6rem .2rem 0; max-width: none }
.heat.map .h0 { background: var(--panel) }
.heat.map .u, .key-u { background-image: ${HATCH} }
.map .gap td { text-align: left; color: var(--muted); font-size: .75rem; padding: .3rem 0 }
.keys { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; list-style: none; color: var(--muted);
  font-size: .9rem; max-width: none }
.keys li { display: flex; align-items: center; gap: .45rem }
.keys i { display: inline-block; width: 1.5rem; height: 1rem; border: 1px solid var(--rule); font-style: normal;
  text-align: center; line-height: .9rem }
.what { font-weight: 400; color: var(--muted) }
.when { white-space: nowrap }
.keys .heat { display: inline-flex; border-spacing: 0 }
.files { table-layout: fixed }
.files tbody th { font-weight: 400 }
.unknown { white-space: nowrap; font-weight: 600 }
.clips { grid-template-columns: repeat(auto-fill, minmax(min(100%, 20.5rem), 1fr)); gap: 1rem }
.clips .spectrogram, .clips audio { max-width: none }
.cards h3 { font-size: 1rem; line-height: 1.35 }
.crumbs ul { margin: 0 }
h1 + .summary { margin-top: .8rem }
code { overflow-wrap: anywhere }
@media (max-width: 40rem) {
  .facts { grid-template-columns: fit-content(7rem) 1fr; gap: .2rem 1rem }
  .heat.map { border-spacing: 0; font-size: .75rem }
  .map th:first-child { width: 3.6rem }
  .map.wide th:first-child { width: 6.2rem }
  .map th:last-child { width: 2.6rem }
  .heat.map tbody td:not(.n):not([colspan]) { font-size: 0; height: 1.25rem; padding: 0; border: 0 solid var(--page);
    border-width: 0 1px 1px 0 }
  .heat.map thead th:not(:first-child):not(.n) { font-size: .68rem }
  .hours thead th:not(:nth-child(3n + 2)):not(:first-child):not(.n) { font-size: 0 }
}
@media print {
  .heat td, .keys i { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  .heat.map td, .heat.map th { padding: 1pt }
}
`;
