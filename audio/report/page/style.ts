import { SHARED_STYLE } from '../../pages/index.js';

/** The style sheet of the page. */
export const STYLE = `${SHARED_STYLE}
.grade { white-space: nowrap; font-weight: 600 }
.grade svg { width: 1.1em; height: 1.1em; margin-right: .4em; vertical-align: -.16em }
.what { font-weight: 400; color: var(--muted) }
.sentence { min-width: 15rem }
.species { margin: 2.5rem 0 0; padding-top: 1.5rem; border-top: 1px solid var(--rule) }
.species:first-of-type { border-top: 0; padding-top: 0 }
.species > .head { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; align-items: baseline }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem 3rem;
  align-items: start }
.columns > * { min-width: 0 }
.chart svg { display: block; max-width: 100%; height: auto; font-family: inherit }
.chart text { font-family: inherit }
details h3 { font-size: 1rem; margin-top: 1.5rem }
.pairs.wide { grid-template-columns: fit-content(24rem) 1fr }
.heat .same { outline: 2px solid var(--ink); outline-offset: -2px; font-weight: 700 }
.terms { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; max-width: 54rem }
.terms dt { font-weight: 600 }
.terms dd { margin: 0 }
@media (max-width: 40rem) {
  .terms { grid-template-columns: 1fr; gap: 0 }
  .terms dd { margin-bottom: .7rem }
  .pairs.wide { grid-template-columns: 1fr auto }
}
@media print {
  .sentence { min-width: 0 }
}
`;
