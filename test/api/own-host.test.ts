import { describe, expect, test } from "bun:test";
import { OwnHost } from "../../server/api/own-host.ts";

const at = (text: string) => new URL(text);
const PUBLIC = "https://terminal.example";

describe("on loopback", () => {
  const own = new OwnHost({ host: "127.0.0.1", isLoopback: true, publicUrl: null });

  test("only the loopback's names are ours", () => {
    for (const ours of ["http://127.0.0.1:8400/", "http://localhost:8400/", "http://[::1]:8400/"])
      expect([ours, own.isOwn(at(ours))]).toEqual([ours, true]);
    for (const other of ["http://evil.example/", "http://10.0.0.1/", "http://127.0.0.1.evil.example/"])
      expect([other, own.isOwn(at(other))]).toEqual([other, false]);
  });

  test("cookies need no https, and nothing is over it", () => {
    expect(own.hasSecureCookies).toBe(false);
    expect(own.keepsCookies(at("http://127.0.0.1:8400/"))).toBe(true);
    expect(own.isOverHttps(at("https://127.0.0.1/"))).toBe(false);
  });
});

test("on loopback behind a proxy the public name is ours too, and cookies are for https", () => {
  const own = new OwnHost({ host: "127.0.0.1", isLoopback: true, publicUrl: PUBLIC });
  expect(own.isOwn(at("http://terminal.example/"))).toBe(true);
  expect(own.isOwn(at("http://evil.example/"))).toBe(false);
  expect(own.hasSecureCookies).toBe(true);
  expect(own.isOverHttps(at("http://terminal.example/"))).toBe(true);
  expect(own.keepsCookies(at("http://terminal.example/"))).toBe(true);
  expect(own.keepsCookies(at("http://terminal.example:8400/"))).toBe(false);
});

describe("beyond loopback", () => {
  const own = new OwnHost({ host: "0.0.0.0", isLoopback: false, publicUrl: null });

  test("any address may be ours, a name only where it was told", () => {
    for (const ours of ["http://10.0.0.1:8400/", "http://[2001:db8::1]/", "http://localhost/"])
      expect([ours, own.isOwn(at(ours))]).toEqual([ours, true]);
    expect(own.isOwn(at("http://terminal.example/"))).toBe(false);
    const named = new OwnHost({ host: "Terminal.Example", isLoopback: false, publicUrl: null });
    expect(named.isOwn(at("http://terminal.example/"))).toBe(true);
  });

  test("a browser keeps no cookie over plain http, but on this machine", () => {
    expect(own.hasSecureCookies).toBe(true);
    expect(own.keepsCookies(at("http://10.0.0.1:8400/"))).toBe(false);
    expect(own.keepsCookies(at("http://localhost:8400/"))).toBe(true);
  });
});
