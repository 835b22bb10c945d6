import { defineConfig } from "vite";

// Everything is served by the service itself under a strict Content-Security-Policy: no inlined assets, no module preload script.
export default defineConfig({
  base: "./",
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { entryFileNames: "assets/[name]-[hash].js", assetFileNames: "assets/[name]-[hash][extname]" } },
  },
  server: { proxy: { "/v1": process.env.MINGZHANG_API ?? "http://127.0.0.1:8000" } },
});
