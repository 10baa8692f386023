import { expect, test } from "bun:test";
import { ClientAddresses } from "../../server/api/client-address.ts";

function addressOf(peer: string | null, forwarded: string | null, proxies: string[] = []): string {
  const headers = forwarded === null ? {} : { "x-forwarded-for": forwarded };
  const request = new Request("http://127.0.0.1/", { headers: headers as Record<string, string> });
  const addresses = new ClientAddresses(proxies);
  addresses.note(request, peer);
  return addresses.of(request);
}

test("what a header says of the address is not believed", () => {
  expect(addressOf("198.51.100.1", "192.0.2.7")).toBe("198.51.100.1");
  expect(addressOf("198.51.100.1", "192.0.2.7", ["10.0.0.1"])).toBe("198.51.100.1");
});

test("of a trusted proxy the last address is, before which anybody may have written what they like", () => {
  const proxies = ["10.0.0.1", "10.0.0.2"];
  expect(addressOf("10.0.0.1", "192.0.2.7", proxies)).toBe("192.0.2.7");
  expect(addressOf("::ffff:10.0.0.1", "1.1.1.1, 192.0.2.7, 10.0.0.2", proxies)).toBe("192.0.2.7");
  expect(addressOf("10.0.0.1", null, proxies)).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1", " , ", proxies)).toBe("10.0.0.1");
});

test("an address has one spelling", () => {
  expect(addressOf("::ffff:192.0.2.7", null)).toBe("192.0.2.7");
  expect(addressOf("2001:DB8::1", null)).toBe("2001:db8::1");
  expect(addressOf(null, null)).toBe("unknown");
});
