import { fileURLToPath } from "node:url";

const FOLDER = new URL(".", import.meta.resolve("swagger-ui-dist/package.json"));
const FILES: Readonly<Record<string, string>> = {
  "/docs/swagger-ui.css": "text/css;charset=utf-8",
  "/docs/swagger-ui-bundle.js": "text/javascript;charset=utf-8",
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>strikewire: the API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null, tryItOutEnabled: true });
`;

/** The page that shows `/openapi.json` and calls what it shows; null for a path that is none of its own. */
export function docsPage(path: string): Response | null {
  if (path === "/docs") return new Response(PAGE, { headers: { "content-type": "text/html;charset=utf-8" } });
  if (path === "/docs/start.js")
    return new Response(START, { headers: { "content-type": "text/javascript;charset=utf-8" } });
  const type = FILES[path];
  if (type === undefined) return null;
  const file = Bun.file(fileURLToPath(new URL(path.slice("/docs/".length), FOLDER)));
  return new Response(file, { headers: { "content-type": type, "cache-control": "public, max-age=86400" } });
}
