import { defineConfig } from "vitest/config";

export default defineConfig({
  // Setting conditions replaces Vite's defaults, so they are listed again after ours.
  ssr: {
    resolve: { conditions: ["@argent/source", "module", "node", "development|production"] },
  },
  test: {
    include: [
      "{packages,apps}/*/{src,scripts}/**/*.test.ts",
      "{bench,examples,scripts}/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "packages/compat/peers/**"],
  },
});
