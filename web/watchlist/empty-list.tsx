import type { ItemWish } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";
import { SearchLink } from "../search/search-link.tsx";

const EXAMPLES: { name: string; wish: ItemWish }[] = [
  {
    name: "NIFTY chain",
    wish: { kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule: { kind: "nearest", count: 1 } },
  },
  { name: "Reliance", wish: { kind: "EQUITY", key: "NSE_EQ:2885" } },
  { name: "HDFC Bank", wish: { kind: "EQUITY", key: "NSE_EQ:1333" } },
];

/** Teaches how something comes on a list, with examples to click. */
export function EmptyList() {
  const { watchlists, toaster, me } = useMarket();
  if (me?.role === "viewer") {
    return (
      <p className="list-message">Your role lets you look. To keep watchlists, ask an admin to make you a trader.</p>
    );
  }
  const add = async ({ name, wish }: (typeof EXAMPLES)[number]) => {
    const { ok, text } = await watchlists.add(wish, name);
    if (!ok) toaster.show(text, { tone: "bad" });
  };
  return (
    <div className="list-message">
      <p>
        <strong>Nothing on this list yet.</strong>
      </p>
      <p>
        Press <SearchLink /> and type what you trade. Or start with one of these:
      </p>
      <ul className="examples">
        {EXAMPLES.map((example) => (
          <li key={example.name}>
            <button type="button" onClick={() => void add(example)}>
              {example.name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
