import { useQuery } from "@tanstack/react-query";
import type { WatchlistItem } from "../../client-sdk/index.ts";
import { istDate } from "../../shared/ist.ts";
import { dayText } from "../format/time.ts";
import { useMarket } from "../market.ts";

interface ItemExpiriesProps {
  item: WatchlistItem;
  expiries: readonly string[];
}

/** The expiries of an item of options: each to be taken off while there are others, and more to be added. */
export function ItemExpiries({ item: { id, underlying }, expiries }: ItemExpiriesProps) {
  const { server, stream, watchlists } = useMarket();
  const { data } = useQuery({
    queryKey: ["search.expiries", { underlying }],
    queryFn: () => server.search.expiries.query({ underlying }),
  });
  const today = istDate(stream.serverNow());
  const listed = data?.ok ? data.listed.expiries.map(({ expiry }) => expiry) : [];
  const others = listed.filter((expiry) => !expiries.includes(expiry));
  return (
    <span className="expiries">
      {expiries.map((expiry) => (
        <span key={expiry} className="expiry">
          {dayText(expiry, today)}
          {expiries.length > 1 && (
            <button
              type="button"
              aria-label={`Take the expiry ${dayText(expiry, today)} of ${underlying} off`}
              onClick={() => void watchlists.changeExpiry(id, expiry, "removeExpiry")}
            >
              ×
            </button>
          )}
        </span>
      ))}
      {others.length > 0 && (
        <select
          aria-label={`Add an expiry of ${underlying}`}
          value=""
          onChange={(event) => void watchlists.changeExpiry(id, event.target.value, "addExpiry")}
        >
          <option value="">+ expiry</option>
          {others.map((expiry) => (
            <option key={expiry} value={expiry}>
              {dayText(expiry, today)}
            </option>
          ))}
        </select>
      )}
    </span>
  );
}
