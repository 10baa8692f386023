import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { REDACTED, redact } from "../../server/dhan/redact.ts";
import { fakeToken } from "../fakes/dhan-rest-server.ts";

const JWT = fakeToken({ exp: 1_795_000_000, tokenConsumerType: "SELF" });

describe("what is cut", () => {
  test("the token of a feed's URL, and nothing else of it", () => {
    expect(redact(`wss://api-feed.dhan.co?version=2&token=${JWT}&clientId=1100001&authType=2`)).toBe(
      `wss://api-feed.dhan.co?version=2&token=${REDACTED}&clientId=1100001&authType=2`,
    );
  });

  test("pin and one-time password of a sign-in", () => {
    expect(redact("https://auth.dhan.co/app/generateAccessToken?dhanClientId=11&pin=123456&totp=654321")).toBe(
      `https://auth.dhan.co/app/generateAccessToken?dhanClientId=11&pin=${REDACTED}&totp=${REDACTED}`,
    );
  });

  test.each([
    ["a header", "access-token: opaque-token", `access-token: ${REDACTED}`],
    ["JSON", '{"accessToken":"opaque-token","a":1}', `{"accessToken":"${REDACTED}","a":1}`],
    [
      "JSON inside JSON",
      JSON.stringify({ body: '{"Token":"opaque-token"}' }),
      JSON.stringify({ body: `{"Token":"${REDACTED}"}` }),
    ],
    ["an encoded URL", "token%3Dopaque-token&x=1", `token%3D${REDACTED}&x=1`],
    ["a JSON Web Token in a sentence", `failed with ${JWT}, sorry`, `failed with ${REDACTED}, sorry`],
  ])("the token in %s", (_where, text, safe) => {
    expect(redact(text)).toBe(safe);
  });

  test("ordinary text stays as it is", () => {
    const text = "805 Too many requests (HTTP 429): spinning=fast, opinion: none, NSE_EQ:2885";
    expect(redact(text)).toBe(text);
  });
});

describe("a secret never survives", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_=.-]{6,40}$/);
  const around = fc.string({ maxLength: 30 });

  test("when it is named, wherever it stands, how often and beside what", () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), fc.array(around), (secrets, parts) => {
        const text = parts.flatMap((part) => [part, ...secrets]).join("");
        for (const one of secrets) expect(redact(text, secrets)).not.toContain(one);
      }),
      { numRuns: 500 },
    );
  });

  test("when it is any text, encoded for a URL", () => {
    const anyText = fc
      .string({ minLength: 4, unit: "grapheme" })
      .filter((text) => !text.includes("*") && text.trim() !== "");
    fc.assert(
      fc.property(anyText, around, (one, part) => {
        const safe = redact(`${part}${encodeURIComponent(one)}${part}`, [one]);
        expect(safe).not.toContain(encodeURIComponent(one));
      }),
    );
  });

  test("when it is not named but carried the way Dhan's calls carry it", () => {
    const carriers: ((value: string) => string)[] = [
      (value) => `wss://feed?version=2&token=${value}&clientId=1`,
      (value) => `wss://feed?clientId=1&token=${value}`,
      (value) => `/app/generateAccessToken?dhanClientId=1&pin=${value}&totp=1`,
      (value) => `/app/generateAccessToken?dhanClientId=1&pin=1&totp=${value}`,
      (value) => `{"LoginReq":{"MsgCode":42,"Token":"${value}"}}`,
      (value) => JSON.stringify(JSON.stringify({ accessToken: value })),
      (value) => `access-token: ${value}\r\nclient-id: 1`,
      (value) => `{"access-token": "${value}"}`,
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...carriers), (one, carry) => {
        fc.pre(!carry("").includes(one));
        expect(redact(carry(one))).not.toContain(one);
      }),
      { numRuns: 500 },
    );
  });

  test("when it is a JSON Web Token, in any text", () => {
    const jwt = fc.record({ exp: fc.nat(), dhanClientId: fc.string() }).map((claims) => fakeToken(claims));
    fc.assert(
      fc.property(around, jwt, around, (before, token, after) => {
        const safe = redact(before + token + after);
        expect(safe).not.toContain(token);
        expect(safe).not.toContain(token.split(".")[1]!);
      }),
    );
  });
});
