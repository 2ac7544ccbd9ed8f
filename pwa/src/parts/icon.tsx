const shapes = {
  alert: "M12 3.5 21.5 20h-19L12 3.5ZM12 10v4.5M12 17.4v.1",
  back: "M15 5 8 12l7 7",
  chevron: "m9 5 7 7-7 7",
  check: "m4.5 12.5 5 5 10-11",
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 7.5V12l3 2.5",
  close: "M6 6l12 12M18 6 6 18",
  compare: "M7 4 3.5 7.5 7 11M3.5 7.5H15M17 13l3.5 3.5L17 20M20.5 16.5H9",
  day: "M3 18h18M7 18a5 5 0 0 1 10 0M12 5.5v3M4.8 10.8l1.9 1.9M19.2 10.8l-1.9 1.9",
  hand: "M8 12V5.5a1.5 1.5 0 0 1 3 0V11V4a1.5 1.5 0 0 1 3 0v7V5.5a1.5 1.5 0 0 1 3 0V14a7 7 0 0 1-7 7c-3 0-4.5-1.5-6-4.5L4.2 13a1.5 1.5 0 0 1 2.6-1.5L8 13",
  house: "M4 11.5 12 4.5l8 7M6 10v9.5h12V10",
  language: "M3 6h9M7.5 3.5V6c0 4-2 7-4.5 8.5M4.5 9c1 2.5 3 4.5 6 5.5M12 20.5l4.5-11 4.5 11M13.5 17h6",
  list: "M8 6h13M8 12h13M8 18h13M3.5 6h.1M3.5 12h.1M3.5 18h.1",
  minus: "M5 12h14",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  pen: "m4 20 1-4.5L16 4.5l3.5 3.5L8.5 19 4 20ZM13.5 7l3.5 3.5",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20.5c.5-4 3.5-6 7.5-6s7 2 7.5 6",
  phone: "M7.5 2.5h9a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-17a1 1 0 0 1 1-1ZM11 18.5h2",
  plus: "M12 5v14M5 12h14",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM15.5 15.5l5 5",
  sun: "M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM12 1.5v2.5M12 20v2.5M1.5 12H4M20 12h2.5M4.6 4.6l1.800 1.800M17.6 17.6l1.800 1.800M19.400 4.6l-1.800 1.800M6.400 17.6l-1.800 1.800",
  undo: "M8.5 5 4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3",
} as const;

export type IconName = keyof typeof shapes;

/** A drawn sign. It never stands alone: a word beside it says the same, so it is silent to screen readers. */
export function Icon({ name, size = 24 }: { readonly name: IconName; readonly size?: number | undefined }) {
  return (
    <svg class="icon" data-icon={name} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
