import { expect, test } from "bun:test";
import { presentedBy } from "../../server/auth/presented.ts";

const shown = (headers: Record<string, string>, url = "http://127.0.0.1/") =>
  presentedBy(new Request(url, { headers }), "sw.session");

test.each([
  [{ authorization: "Bearer swk_a" }, { kind: "api-key", text: "swk_a" }],
  [{ authorization: "bearer   swk_a" }, { kind: "api-key", text: "swk_a" }],
  [{ "x-api-key": "swk_a" }, { kind: "api-key", text: "swk_a" }],
  [{ "sec-websocket-protocol": "strikewire, key.swk_a" }, { kind: "api-key", text: "swk_a" }],
  [{ cookie: "other=1; sw.session=abc.def%3D; more=2" }, { kind: "cookie", text: "abc.def%3D" }],
  [
    { authorization: "Bearer swk_a", cookie: "sw.session=abc" },
    { kind: "api-key", text: "swk_a" },
  ],
] as const)("%j shows %j", (headers, presented) => {
  expect(shown(headers)).toEqual(presented);
});

test.each([
  {},
  { authorization: "Basic YTpi" },
  { authorization: "Bearer" },
  { cookie: "xsw.session=abc; session=abc" },
  { "sec-websocket-protocol": "strikewire" },
  { "x-user-id": "admin", "x-forwarded-user": "admin", "x-forwarded-email": "admin@example.com" },
] as Record<string, string>[])("%j shows nothing", (headers) => {
  expect(shown(headers)).toEqual({ kind: "nothing" });
});

test("a key in the address is not read", () => {
  expect(shown({}, "http://127.0.0.1/ticks?key=swk_a&apiKey=swk_a&token=swk_a")).toEqual({ kind: "nothing" });
});
