import { expect, test } from "bun:test";
import { isPagePath } from "../../shared/page-paths.ts";

test("the views of the terminal are page paths, whatever comes after their first part", () => {
  for (const path of ["/", "/chain", "/chain/NIFTY/2026-12-01", "/instrument/NSE_EQ:2885", "/admin/feed", "/profile"])
    expect(isPagePath(path)).toBe(true);
});

test("files, the API and what is not there are none", () => {
  for (const path of ["/chains", "/main-abc.js", "/trpc/chain", "/no/chain", "/constructor", "//chain"])
    expect(isPagePath(path)).toBe(false);
});
