import { defineConfig } from "vitest/config";
import { precache } from "./build/precache.ts";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [precache("src/worker.ts")],
  build: {
    outDir: "../server/site",
    emptyOutDir: true,
    // Phones of 2021 and later; ours need IndexedDB, CompressionStream and module scripts anyway.
    target: ["chrome94", "safari16.4", "firefox113"],
    // The list of chunks by source: the byte budgets are read from it.
    manifest: true,
    modulePreload: { polyfill: false },
    // The travellers' pages come from the server and ask for their script by a name that never changes.
    rolldownOptions: {
      input: { index: "index.html", guide: "src/guide.ts" },
      output: { entryFileNames: ({ name }) => (name === "guide" ? "guide.js" : "assets/[name]-[hash].js") },
    },
    // A picture inside the script is paid for by everybody.
    assetsInlineLimit: 1024,
  },
  test: {
    // A slow machine is no broken phone: no test of ours asserts a time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx", "src/**/*.test.ts"],
    environment: "node",
    passWithNoTests: false,
  },
});
