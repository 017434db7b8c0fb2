import { defineConfig } from "vitest/config";

export default defineConfig({
  // Setting conditions replaces Vite's defaults, so they are listed again after ours.
  ssr: {
    resolve: { conditions: ["@argent/source", "module", "node", "development|production"] },
  },
  test: {
    // Property tests and real processes take their time on a slow or busy machine; a hang is still found.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Most of the time goes into waiting for real processes.
    maxWorkers: "100%",
    include: [
      "{packages,apps}/*/{src,scripts}/**/*.test.ts",
      "{bench,examples,scripts}/**/*.test.ts",
      "apps/cli/test/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "packages/compat/peers/**"],
  },
});
