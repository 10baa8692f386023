import type { ListedInstrument } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";
import { usePresentList } from "../watchlist/use-lists.ts";
import { isWished, wishOfInstrument } from "../watchlist/wish.ts";

/** Puts it on the present list, as the key does; of an option or an index its chain. */
export function AddButton({ listed }: { listed: ListedInstrument }) {
  const { shortcuts } = useMarket();
  const present = usePresentList();
  const wish = wishOfInstrument(listed);
  if (wish === null) return null;
  const isOnList = present?.items.some((item) => isWished(item, wish)) ?? false;
  const what = "expiryRule" in wish ? "chain " : "";
  return (
    <button type="button" disabled={isOnList} onClick={() => shortcuts.run("add")}>
      {isOnList ? `${what === "" ? "On" : "Chain on"} ${present!.list.name}` : `Add ${what}to watchlist`}
    </button>
  );
}
