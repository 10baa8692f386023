/** The part of an IPv6 address that a site gets and may number as it likes: its first four groups of eight. */
const NETWORK_GROUPS = 4;
const GROUPS = 8;

/** What limits count by: an IPv6 network as one, since whoever has one address of it has them all. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const front = head.split(":").filter((group) => group !== "");
  const back = tail.split(":").filter((group) => group !== "");
  const zeros = address.includes("::") ? Math.max(0, GROUPS - front.length - back.length) : 0;
  return [...front, ...Array<string>(zeros).fill("0"), ...back].slice(0, NETWORK_GROUPS).join(":");
}
