// Where one is: the part of the address after "#/". Browser back works; a link can be shared between colleagues.

import { signal } from "@preact/signals";

/** `screen` is the first word of the address ("" = my post), `rest` the words after it, `query` what follows "?". */
export interface Route {
  readonly screen: string;
  readonly rest: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Reads "#/record/0190…?from=tab". Anything else, an enrolment link included, is my post. */
export function parse(hash: string): Route {
  if (!hash.startsWith("#/")) return { screen: "", rest: [], query: {} };
  const [path = "", search = ""] = hash.slice(2).split("?", 2);
  const [screen = "", ...rest] = path.split("/").filter(Boolean).map(decoded);
  return { screen, rest, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** The address of a screen: `link("act", "register")`, `link("act", "board", { on: "id,id" })`. */
export function link(...words: readonly (string | Readonly<Record<string, string>>)[]): string {
  const path = words.filter((word) => typeof word === "string").map(encodeURIComponent);
  const query = words.find((word) => typeof word === "object");
  const search = query ? new URLSearchParams(query).toString() : "";
  return `#/${path.join("/")}${search ? `?${search}` : ""}`;
}

export const route = signal<Route>(parse(""));

let depth = 0;

/** Follows the address bar. Call once, when the page starts. */
export function follow(): void {
  const read = () => {
    route.value = parse(location.hash);
  };
  addEventListener("hashchange", () => {
    depth += 1;
    read();
  });
  read();
}

/** Goes there. `replace` leaves no trace in the history: back then skips the screen one was on. */
export function go(to: string, replace = false): void {
  if (to === location.hash) return;
  if (!replace) {
    location.hash = to;
    return;
  }
  history.replaceState(null, "", to);
  route.value = parse(to);
}

/** One screen back, or to my post when this is where the person came in. */
export function back(): void {
  if (depth > 0) history.back();
  else go("#/", true);
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
