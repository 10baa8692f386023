import { expect, test } from "bun:test";
import { ApiError } from "../../client-sdk/index.ts";
import { problemText } from "../../web/action/problem-text.ts";

const refused = (message: string, code = "BAD_REQUEST") => problemText(new ApiError(message, code, 400, null));

test("what is wrong with an input is told field by field, not as the server's list of it", () => {
  const issues = [
    { path: ["pin"], message: "must have six digits" },
    { path: [], message: "needs an accessToken, or a pin" },
  ];
  expect(refused(JSON.stringify(issues))).toBe("pin must have six digits; needs an accessToken, or a pin");
});

test("any other refusal is told as it is", () => {
  expect(refused("Your role does not allow this", "FORBIDDEN")).toBe("Your role does not allow this");
  expect(refused("[no list of anything")).toBe("[no list of anything");
});

test("a server that does not answer is said to be away", () => {
  expect(problemText(new ApiError("fetch failed", "UNREACHABLE", null, null))).toContain("does not answer");
  expect(problemText(new Error("no"))).toBe("no");
});
