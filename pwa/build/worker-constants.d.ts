/** Paths the worker keeps for the day without a network; written in by the build. */
declare const __PRECACHE__: readonly string[];
/** Changes whenever any of those files does. */
declare const __VERSION__: string;
