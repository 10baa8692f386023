import { fileURLToPath } from "node:url";

/** What a browser may have to load of the client, minified and gzipped. */
export const BROWSER_BYTES_MOST = 25_000;

/** What it has to load when it uses all of the client. @throws when it cannot be bundled. */
export async function browserBytes(): Promise<number> {
  const { outputs } = await Bun.build({
    entrypoints: [fileURLToPath(new URL("../../../client-sdk/index.ts", import.meta.url))],
    target: "browser",
    minify: true,
  });
  return Bun.gzipSync(await outputs[0]!.arrayBuffer()).length;
}
