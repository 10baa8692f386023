import { useQueryClient } from "@tanstack/react-query";
import { useRoute } from "wouter";
import type { ExpiryRule } from "../../client-sdk/index.ts";
import { problemText } from "../format/problem.ts";
import { useCommand } from "../keys/use-command.ts";
import { useMarket } from "../market.ts";
import { ROUTES } from "../routes.ts";
import type { Outcome } from "./watchlists.ts";
import { wishOfInstrument } from "./wish.ts";

/** At `a`, puts the chain or the instrument that the view shows on the present list. */
export function useAddShown(): void {
  const { server, watchlists, toaster } = useMarket();
  const queries = useQueryClient();
  const [isChain, chain] = useRoute(ROUTES.chain);
  const [isInstrument, instrument] = useRoute(ROUTES.instrument);

  const addChain = async (underlying: string, expiry: string | undefined): Promise<Outcome> => {
    const answer = await queries.fetchQuery({
      queryKey: ["search.expiries", { underlying }],
      queryFn: () => server.search.expiries.query({ underlying }),
    });
    if (!answer.ok) return { ok: false, text: answer.message };
    const { spotKey } = answer.listed;
    if (spotKey === null) {
      return { ok: false, text: "Options on commodities and currencies cannot be on a watchlist" };
    }
    const expiryRule: ExpiryRule =
      expiry === undefined ? { kind: "nearest", count: 1 } : { kind: "dates", dates: [expiry] };
    const kind = spotKey.startsWith("IDX_I:") ? "INDEX_OPTION" : "STOCK_OPTION";
    return watchlists.add({ kind, underlying: answer.listed.underlying, expiryRule }, `the ${underlying} chain`);
  };
  const addInstrument = async (key: string): Promise<Outcome> => {
    const answer = await server.search.instrument.query({ key });
    if (!answer.ok) return { ok: false, text: answer.message };
    const wish = wishOfInstrument(answer.instrument);
    const { name } = answer.instrument;
    return wish === null ? { ok: false, text: `${name} cannot be on a watchlist` } : watchlists.add(wish, name);
  };

  useCommand("add", () => {
    if (!isChain && !isInstrument) return false;
    const adding = isChain ? addChain(chain.underlying, chain.expiry) : addInstrument(instrument!.key);
    void adding
      .catch((error): Outcome => ({ ok: false, text: problemText(error) }))
      .then(({ ok, text }) => toaster.show(text, { tone: ok ? "plain" : "bad" }));
  });
}
