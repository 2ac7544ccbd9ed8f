import { say } from "../words";

export interface TinyChainProps {
  /** How many holders came before. */
  readonly past: number;
  /** The present holder's name. */
  readonly holder: string;
  /** The next holder's name, if one is due. */
  readonly next?: string | undefined;
  readonly over?: boolean | undefined;
  readonly pending?: boolean | undefined;
  readonly gap?: boolean | undefined;
  readonly ended?: boolean | undefined;
}

const drawnMax = 4;

/** The chain of one list row: closed links behind, the open one now, a hollow one ahead. */
export function TinyChain({
  past,
  holder,
  next,
  over = false,
  pending = false,
  gap = false,
  ended = false,
}: TinyChainProps) {
  const drawn = Math.min(past, drawnMax);
  const at = drawn * 15 + (past > drawnMax ? 8 : 0);
  const joint = gap ? "none" : pending ? "2 2" : undefined;
  const width = at + 26 + (next ? 18 : 0);
  const label = next
    ? say("chain.tinyNext", { count: past, holder, next })
    : say("chain.tiny", { count: past, holder });
  return (
    <svg
      class="tiny-chain"
      role="img"
      aria-label={label}
      data-over={over || undefined}
      data-ended={ended || undefined}
      width={width}
      height="18"
      viewBox={`0 0 ${width} 18`}
    >
      {past > drawnMax && <path d="M1.5 9h.1M5.5 9h.1" stroke-width="2.5" />}
      {Array.from({ length: drawn }, (_, i) => {
        const x = at - (drawn - i) * 15;
        const last = i === drawn - 1;
        return (
          <g key={i}>
            <rect x={x + 1} y="5.5" width="10" height="7" rx="3.5" class="tiny-past" />
            {!(last && gap) && <path d={`M${x + 9} 9h8`} stroke-dasharray={last ? joint : undefined} />}
          </g>
        );
      })}
      {ended ? (
        <rect x={at + 2} y="3" width="20" height="12" rx="6" stroke-width="3" />
      ) : (
        <path
          d={`M${at + 15} 3h-7a6 6 0 0 0 0 12h8a6 6 0 0 0 5.5-3.5`}
          stroke-width="3"
          stroke-dasharray={pending ? "4 2.5" : undefined}
        />
      )}
      {next && (
        <>
          <path d={`M${at + 23} 9h6`} stroke-dasharray="2 2" />
          <rect x={at + 31} y="5.5" width="11" height="7" rx="3.5" stroke-dasharray="2.5 2" />
        </>
      )}
    </svg>
  );
}
