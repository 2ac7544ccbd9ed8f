// What goes behind the entries: what this phone carries for others, and pictures. Fetched after the first screen.

import { handIn } from "./carriage";
import { sendPictures } from "./pictures";

/** Neither holds up the other; throws what stopped one of them. */
export async function sendBehind(): Promise<void> {
  const ends = await Promise.allSettled([handIn(), sendPictures()]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
