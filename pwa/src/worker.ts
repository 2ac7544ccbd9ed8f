// Placeholder: the real worker keeps __PRECACHE__ under the name __VERSION__.
console.info(__VERSION__, __PRECACHE__.length);
