import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { ListedInstrument } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";
import { chainPath } from "../routes.ts";

/** The way to the options on it, or to the series it is of; nothing where no options are listed. */
export function ChainLink({ listed }: { listed: ListedInstrument }) {
  const { server } = useMarket();
  const { underlying } = listed;
  const { data } = useQuery({
    queryKey: ["search.expiries", { underlying }],
    queryFn: () => server.search.expiries.query({ underlying }),
  });
  if (!data?.ok || data.listed.expiries.length === 0) return null;
  const isOfThatChain = listed.optionType !== null && listed.exchange === data.listed.exchange;
  return (
    <Link className="button" href={chainPath(underlying, isOfThatChain ? listed.expiry! : undefined)}>
      {isOfThatChain ? "Its chain" : `${underlying} chain`}
    </Link>
  );
}
