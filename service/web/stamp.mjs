// Writes dist/sources.sha256: the digest of everything that dist was built from, so that a test can tell a stale dist.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const FILES = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? walk(`${folder}/${e.name}`) : [`${folder}/${e.name}`]));
const digest = createHash("sha256");
for (const name of [...FILES, ...walk("public"), ...walk("src")].sort()) {
  digest.update(`${name}\n`);
  digest.update(createHash("sha256").update(readFileSync(name)).digest("hex") + "\n");
}
writeFileSync("dist/sources.sha256", digest.digest("hex") + "\n");
