import type { Sign } from "./mark";

export type LinkKind = "past" | "now" | "next" | "end" | "gap" | "folded";

interface LinkShapeProps {
  readonly kind: LinkKind;
  readonly sign?: Sign | undefined;
  readonly pending?: boolean | undefined;
}

/** One link seen from the front. The current one is open: it can be handed on. The last one may be a house. */
export function LinkShape({ kind, sign, pending = false }: LinkShapeProps) {
  const dash = pending || kind === "next" ? "4 3.5" : undefined;
  switch (kind) {
    case "now":
      return (
        <svg class="link-shape" width="32" height="56" viewBox="0 0 32 56">
          <path
            d="M27 30V16a11 11 0 0 0-22 0v24a11 11 0 0 0 19.6 6.8"
            stroke-width="5.5"
            stroke-dasharray={pending ? "7 5" : undefined}
          />
          <circle cx="16" cy="28" r="3.5" class="link-dot" />
        </svg>
      );
    case "end":
      return sign === "house" ? (
        <svg class="link-shape" width="36" height="44" viewBox="0 0 36 44">
          <path d="M4 19 18 6l14 13M7.5 17v21h21V17" stroke-width="5" stroke-linejoin="round" />
          <path d="m12.5 27 4 4 7.5-8.5" stroke-width="3.5" />
        </svg>
      ) : (
        <svg class="link-shape" width="32" height="56" viewBox="0 0 32 56">
          <rect x="5" y="5" width="22" height="46" rx="11" stroke-width="5" />
          <path d="m11.5 28 3.5 3.5 6-7" stroke-width="3" />
        </svg>
      );
    case "gap":
      return (
        <svg class="link-shape" width="20" height="44" viewBox="0 0 20 44">
          <path d="M10 0v7l-3 2 6 2.5-6 2.500M10 44v-7l3-2-6-2.5 6-2.5" stroke-width="2.5" />
        </svg>
      );
    case "folded":
      return (
        <svg class="link-shape" width="20" height="26" viewBox="0 0 20 26" aria-hidden="true">
          <path d="M10 3v.1M10 13v.1M10 23v.1" stroke-width="4" />
        </svg>
      );
    case "past":
    case "next":
      return (
        <svg class="link-shape" width="20" height="32" viewBox="0 0 20 32">
          <rect x="3" y="3" width="14" height="26" rx="7" stroke-width="3.5" stroke-dasharray={dash} />
        </svg>
      );
  }
}
