/** Where nobody held: the chain is torn. */
export function GapShape() {
  return (
    <svg class="gap-shape" width="20" height="52" viewBox="0 0 20 52">
      <path d="M10 0v9l-3.5 2.5L13 14l-5 3M10 52v-9l3.5-2.500L7 38l5-3" />
    </svg>
  );
}

/** The last link of those who go home. */
export function HouseShape() {
  return (
    <svg class="house-shape" width="44" height="48" viewBox="0 0 44 48">
      <path d="M4 21 22 5l18 16M8 18v25h28V18" />
      <path d="m15.5 30 5 5 8.5-10" />
    </svg>
  );
}
