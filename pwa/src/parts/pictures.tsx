// Photographs, small: tap one to see it whole. One that is not here yet shows as missing.

import { useEffect, useState } from "preact/hooks";
import { say } from "../words";
import "./pictures.css";
import { Icon } from "./icon";

const AGAIN_MS = 5_000;

export interface PicturesProps {
  readonly label: string;
  readonly digests: readonly string[];
  /** The bytes of one; null where nobody within reach has them. */
  readonly bring: (digest: string) => Promise<Blob | null>;
  /** Takes one out; absent where they are only looked at. */
  readonly onRemove?: ((digest: string) => void) | undefined;
}

export function Pictures({ label, digests, bring, onRemove }: PicturesProps) {
  if (digests.length === 0) return null;
  return (
    <ul class="pictures">
      {digests.map((digest, at) => (
        <li key={digest}>
          <Thumbnail name={`${label} ${String(at + 1)}`} digest={digest} bring={bring} />
          {onRemove && (
            <button
              type="button"
              class="picture-remove"
              aria-label={say("act.remove", { what: `${label} ${String(at + 1)}` })}
              onClick={() => onRemove(digest)}
            >
              <Icon name="close" />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface ThumbnailProps {
  readonly name: string;
  readonly digest: string;
  readonly bring: PicturesProps["bring"];
}

function Thumbnail({ name, digest, bring }: ThumbnailProps) {
  const [shown, show] = useState<{ readonly url: string | null } | null>(null);
  const [isLarge, enlarge] = useState(false);
  useEffect(() => {
    let url: string | null = null;
    let isGone = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const blob = await bring(digest).catch(() => null);
      if (isGone) return;
      url = blob && URL.createObjectURL(blob);
      show({ url });
      // It may still be on its way.
      if (!blob) again = setTimeout(() => void look(), AGAIN_MS);
    };
    void look();
    return () => {
      isGone = true;
      clearTimeout(again);
      if (url) URL.revokeObjectURL(url);
    };
  }, [digest]);
  if (!shown?.url) {
    return (
      <span class="picture-missing" aria-busy={shown === null}>
        {shown && say("photo.missing")}
      </span>
    );
  }
  return (
    <button
      type="button"
      class="picture"
      data-large={isLarge || undefined}
      aria-expanded={isLarge}
      onClick={() => enlarge(!isLarge)}
    >
      <img src={shown.url} alt={name} />
    </button>
  );
}
