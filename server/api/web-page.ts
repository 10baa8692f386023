import { fileURLToPath } from "node:url";
import { isPagePath } from "../../shared/page-paths.ts";

const ENTRY = fileURLToPath(new URL("../../web/index.html", import.meta.url));
/** Above it the last few percent take several times as long at each start. */
const ZSTD_LEVEL = 12;

interface PageFile {
  type: string;
  /** Its name changes with its content, so a browser may keep it for ever. */
  isImmutable: boolean;
  /** The smallest first; as it is comes last. */
  variants: Variant[];
}

interface Variant {
  /** As `Accept-Encoding` calls it; null for the file as it is. */
  encoding: "zstd" | "gzip" | null;
  body: Uint8Array<ArrayBuffer>;
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
      // A view, and the libraries that it alone needs, is a file that is fetched when it is first shown.
      splitting: true,
      publicPath: "/",
      define: { "process.env.NODE_ENV": JSON.stringify("production") },
    });
    const files = await Promise.all(
      outputs.map(async (output): Promise<[string, PageFile]> => {
        const path = output.path.replace(/^\.?\/?/, "/");
        const isPage = path === "/index.html";
        const variants = await compressed(new Uint8Array(await output.arrayBuffer()));
        return [isPage ? "/" : path, { type: output.type, isImmutable: !isPage, variants }];
      }),
    );
    return new WebPage(new Map(files));
  }

  /** The file at a path, the page itself at each of its views, or null when there is none. */
  respond(path: string, acceptEncoding: string): Response | null {
    const file = this.#files.get(isPagePath(path) ? "/" : path);
    if (file === undefined) return null;
    const { encoding, body } = file.variants.find((variant) => isAccepted(variant.encoding, acceptEncoding))!;
    return new Response(body, {
      headers: {
        "content-type": file.type,
        "cache-control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
        vary: "accept-encoding",
        ...(encoding === null ? {} : { "content-encoding": encoding }),
      },
    });
  }
}

/** Fonts and the like are compressed already: they are kept as they are. */
async function compressed(body: Uint8Array<ArrayBuffer>): Promise<Variant[]> {
  const all: Variant[] = [
    { encoding: "zstd", body: new Uint8Array(await Bun.zstdCompress(body, { level: ZSTD_LEVEL })) },
    { encoding: "gzip", body: Bun.gzipSync(body) },
    { encoding: null, body },
  ];
  const smaller = all.filter((variant) => variant.encoding === null || variant.body.length < body.length);
  return smaller.toSorted((a, b) => a.body.length - b.body.length);
}

/** What is listed with `q=0` is refused. */
function isAccepted(encoding: Variant["encoding"], acceptEncoding: string): boolean {
  if (encoding === null) return true;
  return acceptEncoding.split(",").some((listed) => {
    const [name, ...parameters] = listed.split(";").map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
