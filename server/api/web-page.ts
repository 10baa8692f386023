import { fileURLToPath } from "node:url";
import { isPagePath } from "../../shared/page-paths.ts";

const ENTRY = fileURLToPath(new URL("../../web/index.html", import.meta.url));

interface PageFile {
  body: Uint8Array<ArrayBuffer>;
  gzipped: Uint8Array<ArrayBuffer>;
  type: string;
  /** Its name changes with its content, so a browser may keep it for ever. */
  isImmutable: boolean;
}

/** The web terminal, bundled once and served from memory. */
export class WebPage {
  readonly #files: ReadonlyMap<string, PageFile>;

  private constructor(files: ReadonlyMap<string, PageFile>) {
    this.#files = files;
  }

  /** @throws AggregateError with what the bundler found wrong. */
  static async bundle(): Promise<WebPage> {
    const { outputs } = await Bun.build({
      entrypoints: [ENTRY],
      target: "browser",
      minify: true,
      publicPath: "/",
      define: { "process.env.NODE_ENV": JSON.stringify("production") },
    });
    const files = new Map<string, PageFile>();
    for (const output of outputs) {
      const body = new Uint8Array(await output.arrayBuffer());
      const path = output.path.replace(/^\.?\/?/, "/");
      const isPage = path === "/index.html";
      files.set(isPage ? "/" : path, { body, gzipped: Bun.gzipSync(body), type: output.type, isImmutable: !isPage });
    }
    return new WebPage(files);
  }

  /** The file at a path, the page itself at each of its views, or null when there is none. */
  respond(path: string, acceptEncoding: string): Response | null {
    const file = this.#files.get(isPagePath(path) ? "/" : path);
    if (file === undefined) return null;
    const isGzipped = /\bgzip\b/.test(acceptEncoding);
    return new Response(isGzipped ? file.gzipped : file.body, {
      headers: {
        "content-type": file.type,
        "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
        vary: "accept-encoding",
        ...(isGzipped ? { "content-encoding": "gzip" } : {}),
      },
    });
  }
}
