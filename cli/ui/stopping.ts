/** How work that is asked to stop does so: `saving` what was done, or `at once`, without what is not saved yet. */
export type Stopping = 'saving' | 'at once';
