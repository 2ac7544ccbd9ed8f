import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { build, type Plugin, type ResolvedConfig } from "vite";

/** Not kept offline from the start: wasm is large and lazy, the worker keeps itself, maps are for developers. */
const LEFT_OUT = /\.(wasm|map|br)$|^worker\.js$|^\.vite\//;

/**
 * The service worker is a bundle of its own at /worker.js, unhashed: its address must never change. It is built
 * after the rest, because the list of files it keeps is the rest.
 */
export function precache(entry: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: "homeward-precache",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const source = resolve(config.root, entry);
      if (!existsSync(source)) throw new Error(`the worker's source is missing: ${entry}`);
      const site = resolve(config.root, config.build.outDir);
      const { paths, version } = listed(site);
      await build({
        configFile: false,
        root: config.root,
        logLevel: "warn",
        publicDir: false,
        define: { __PRECACHE__: JSON.stringify(paths), __VERSION__: JSON.stringify(version) },
        build: {
          outDir: site,
          emptyOutDir: false,
          target: config.build.target,
          rolldownOptions: { input: source, output: { format: "iife", entryFileNames: "worker.js" } },
        },
      });
    },
  };
}

/** Every built file by the address it is asked for, and a hash of all their contents. */
function listed(site: string): { paths: string[]; version: string } {
  const names = readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(site, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !LEFT_OUT.test(name))
    .sort();
  const hash = createHash("sha256");
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(site, name)));
  const paths = names.map((name) => (name === "index.html" ? "/" : `/${name}`));
  return { paths, version: hash.digest("hex").slice(0, 12) };
}
