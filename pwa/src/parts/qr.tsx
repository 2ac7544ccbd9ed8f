import { encode } from "uqr";

/** A QR code. Dark on light in every light: readers do not know night. */
export function Qr({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? `M${String(x)} ${String(y)}h1v1h-1z` : [])));
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${String(size)} ${String(size)}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path class="qr-light" d={`M0 0h${String(size)}v${String(size)}H0z`} />
      <path class="qr-dark" d={dark.join("")} />
    </svg>
  );
}
