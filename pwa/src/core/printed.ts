// What a reader types when it reads a printed QR: the card's link, of which a form wants only the number.

const CARD = /^HTTPS?:\/\/\S+\/MY\/([0-9A-Z-]+)\/[A-Z2-7]{16}$/;

/** A code as a form keeps it: capitals, and of a card's link the number. */
export function codeOf(typed: string): string {
  const text = typed.toUpperCase();
  return CARD.exec(text)?.[1] ?? text;
}
