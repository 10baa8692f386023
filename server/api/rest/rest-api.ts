import { TRPCError } from "@trpc/server";
import type { Logger } from "../../logger.ts";
import { asCaller, type Callers } from "../caller.ts";
import type { AppRouter } from "../router.ts";
import { assertMay, type Context } from "../trpc.ts";
import { RefusedRequest, restFailure } from "./rest-failure.ts";
import { restInput } from "./rest-input.ts";
import { pathInput, type RestRoute, restRoutes } from "./rest-route.ts";

export const REST_PATH = "/api/v2";
/** Longest query of a route; longer than any that means something. */
export const QUERY_LENGTH_MOST = 2_000;

export interface RestOptions extends Callers {
  router: AppRouter;
  log: Logger;
}

/**
 * The routes under REST_PATH, each a procedure of the router: the same inputs, outputs and checks. Written here, as
 * trpc-to-openapi's own adapter makes the schemas, which tRPC shares, take numbers for texts and texts for numbers.
 */
export function createRest({ router, log, ...callers }: RestOptions): (request: Request) => Promise<Response> {
  const routes = restRoutes(router);
  return async (request) => {
    const { response } = await asCaller(callers, request, async (context) => {
      try {
        return Response.json(await answer(router, routes, request, context));
      } catch (thrown) {
        const { status, error, headers } = restFailure(thrown);
        if (status === 500)
          log.error({ err: (thrown instanceof TRPCError && thrown.cause) || thrown }, "a route failed");
        return Response.json(error, { status, headers });
      }
    });
    return response;
  };
}

async function answer(
  router: AppRouter,
  routes: readonly RestRoute[],
  request: Request,
  context: Context,
): Promise<unknown> {
  const url = new URL(request.url);
  if (url.search.length > QUERY_LENGTH_MOST)
    throw new RefusedRequest(414, "URI_TOO_LONG", `a query may have ${QUERY_LENGTH_MOST} characters`);
  const path = segmentsOf(url.pathname);
  const there = routes.flatMap((route) => {
    const input = pathInput(route, path);
    return input === null ? [] : [{ route, input }];
  });
  if (there.length === 0) throw new RefusedRequest(404, "NOT_FOUND", "there is no such route: /docs lists them");
  const method = request.method === "HEAD" ? "GET" : request.method;
  const found = there.find(({ route }) => route.method === method);
  if (found === undefined) {
    const allow = there[0]!.route.method;
    throw new RefusedRequest(405, "METHOD_NOT_ALLOWED", `this route takes ${allow}`, { allow });
  }
  const { route } = found;
  // Before anything is read of whoever may not.
  assertMay(context.caller, route.need);
  const input = await restInput(route, found.input, request, url.searchParams);
  let at: unknown = router.createCaller(context);
  for (const part of route.name.split(".")) at = (at as Record<string, unknown>)[part];
  return (at as (input: unknown) => Promise<unknown>)(input);
}

/** Split first and unescaped then, so that a slash in a ticker names no other route. */
function segmentsOf(pathname: string): string[] {
  const segments = pathname.slice(REST_PATH.length + 1).split("/");
  if (segments.at(-1) === "") segments.pop();
  try {
    return segments.map((segment) => decodeURIComponent(segment));
  } catch {
    throw new RefusedRequest(400, "BAD_REQUEST", "the path has broken escapes");
  }
}
