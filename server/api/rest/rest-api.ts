import { createOpenApiFetchHandler } from "trpc-to-openapi";
import type { Logger } from "../../logger.ts";
import { asCaller, type Callers } from "../caller.ts";
import type { AppRouter } from "../router.ts";

export const REST_PATH = "/api/v2";
/** Longest query of a route; longer than any that means something. */
export const QUERY_LENGTH_MOST = 2_000;

export interface RestOptions extends Callers {
  router: AppRouter;
  log: Logger;
}

/** The routes under REST_PATH, each a procedure of the router: the same inputs, outputs and checks. */
export function createRest({ router, log, ...callers }: RestOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (url.search.length > QUERY_LENGTH_MOST)
      return Response.json(
        { code: "BAD_REQUEST", message: `a query may have ${QUERY_LENGTH_MOST} characters` },
        { status: 414 },
      );
    url.pathname = plainPath(url.pathname);
    const { response } = await asCaller(callers, request, (context) =>
      createOpenApiFetchHandler({
        endpoint: REST_PATH,
        router,
        req: new Request(url, request),
        createContext: () => context,
        onError({ error, path }) {
          if (error.code === "INTERNAL_SERVER_ERROR") log.error({ path, err: error.cause ?? error }, "a route failed");
        },
      }),
    );
    return response;
  };
}

/**
 * A client may write a key as `IDX_I%3A13` and a ticker as `M%26M`, and the handler takes a path as it is written. What has no
 * meaning of its own in a path is put plainly; a slash stays as it was, or it would name another route.
 */
function plainPath(path: string): string {
  return path.replaceAll(/%(3A|26|40|20|2D|5F)/gi, (escaped) => decodeURIComponent(escaped));
}
