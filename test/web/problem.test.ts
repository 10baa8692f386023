import { expect, test } from "bun:test";
import { ApiError } from "../../client-sdk/index.ts";
import { problemText } from "../../web/format/problem.ts";

test("a refusal is told in the server's words", () => {
  const refused = { message: "Your role does not allow this.", code: "FORBIDDEN", httpStatus: 403 } as const;
  expect(problemText(new ApiError({ ...refused, reason: "role-too-low", cause: null }))).toBe(refused.message);
});

test("a server that does not answer is said to be away", () => {
  const away = { message: "fetch failed", code: "UNREACHABLE", httpStatus: null, reason: null, cause: null } as const;
  expect(problemText(new ApiError(away))).toContain("did not answer");
  expect(problemText(new Error("no"))).toBe("no");
});
