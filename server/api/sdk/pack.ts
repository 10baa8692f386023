import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BROWSER_BYTES_MOST, browserBytes } from "./browser-size.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const RELATIVE_IMPORT = /(from |import\()"(\.{1,2}\/[^"]+)\.ts"/g;

/** `bun run sdk:pack`: the client as a package that depends on nothing, in `dist/`. */
const tarball = await pack(join(ROOT, "dist"));
process.stdout.write(`packed: ${tarball}\n`);
process.stdout.write(
  `in a browser: ${await browserBytes()} bytes, minified and gzipped (at most ${BROWSER_BYTES_MOST})\n`,
);

/** Returns the tarball's path. @throws when the bundler, the compiler or the packer fails. */
async function pack(dist: string): Promise<string> {
  const folder = join(dist, "client");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { name, version, description, license, engines } = JSON.parse(
    readFileSync(join(ROOT, "client-sdk/package.json"), "utf8"),
  );

  await Bun.build({
    entrypoints: [join(ROOT, "client-sdk/index.ts")],
    outdir: folder,
    target: "browser",
    sourcemap: "none",
  });
  await declare(folder);
  for (const file of ["client-sdk/README.md", "LICENSE"])
    cpSync(join(ROOT, file), join(folder, file.split("/").at(-1)!));
  const exports = { ".": { types: "./types/client-sdk/index.d.ts", default: "./index.js" } };
  const manifest = { name, version, description, license, type: "module", sideEffects: false, engines, exports };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await run(["bun", "pm", "pack", "--destination", dist, "--quiet"], folder);
  return join(dist, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
}

/** Writes the declarations that the entry leads to, and no others: what is inside may speak of zod, what is outside may not. */
async function declare(folder: string): Promise<void> {
  const all = join(folder, "all-types");
  // biome-ignore format: a flag and its value a line
  await run([
    "bunx", "--no-install", "tsc", "client-sdk/index.ts", "--ignoreConfig",
    "--declaration", "--emitDeclarationOnly", "--outDir", all, "--rootDir", ".",
    "--target", "esnext", "--lib", "esnext,dom,dom.iterable", "--module", "preserve", "--moduleResolution", "bundler",
    "--strict", "--exactOptionalPropertyTypes", "--allowImportingTsExtensions", "--skipLibCheck",
  ], ROOT);
  const waiting = ["client-sdk/index.d.ts"];
  const seen = new Set(waiting);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const source = readFileSync(join(all, file), "utf8");
    for (const [, , specifier] of source.matchAll(RELATIVE_IMPORT)) {
      const target = join(dirname(file), `${specifier}.d.ts`);
      if (!seen.has(target)) waiting.push(target);
      seen.add(target);
    }
    const target = join(folder, "types", file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, source.replaceAll(RELATIVE_IMPORT, '$1"$2.js"'));
  }
  rmSync(all, { recursive: true });
}

async function run(command: string[], cwd: string): Promise<void> {
  const child = Bun.spawn(command, { cwd, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  if ((await child.exited) !== 0) throw new Error(`${command.slice(0, 4).join(" ")} failed:\n${output}${errors}`);
}
