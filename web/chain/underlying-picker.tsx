import type { FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { chainPath } from "../routes.ts";
import { Menu } from "./menu.tsx";

const LIQUID = [
  { group: "Indices", tickers: ["NIFTY", "BANKNIFTY", "FINNIFTY", "MIDCPNIFTY", "SENSEX", "BANKEX"] },
  { group: "Commodities", tickers: ["CRUDEOIL", "NATURALGAS"] },
];

/** Leads to the chain of another underlying: the most traded to click, any other by its ticker. */
export function UnderlyingPicker({ underlying }: { underlying: string }) {
  const [, navigate] = useLocation();
  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const ticker = String(new FormData(event.currentTarget).get("ticker")).trim().toUpperCase();
    if (ticker !== "") navigate(chainPath(ticker));
  };
  return (
    // Another underlying is another menu: this one closes with the choice.
    <Menu key={underlying} label={underlying} name={`${underlying}: choose another underlying`} className="underlying">
      {LIQUID.map(({ group, tickers }) => (
        <div key={group} className="menu-group">
          <h3>{group}</h3>
          <ul>
            {tickers.map((ticker) => (
              <li key={ticker}>
                <Link href={chainPath(ticker)} aria-current={ticker === underlying ? "page" : undefined}>
                  {ticker}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <form className="menu-group" onSubmit={open}>
        <label>
          <h3>Any other with options</h3>
          <input
            name="ticker"
            placeholder="Ticker, e.g. RELIANCE"
            maxLength={40}
            autoComplete="off"
            spellCheck={false}
          />
        </label>
      </form>
    </Menu>
  );
}
