import type { ReactNode } from "react";
import type { ListedInstrument } from "../../client-sdk/index.ts";
import { Dash } from "../format/dash.tsx";
import { grouped } from "../format/number.ts";
import { DayPrice } from "../quote/day-price.tsx";
import { decimalsOf } from "../quote/last-price.tsx";
import { ExchangeTime, TickAge } from "../quote/moments.tsx";
import { Quantity } from "../quote/quantity.tsx";
import { ExpiryTag } from "./expiry-tag.tsx";
import { OiChange } from "./oi-change.tsx";

/** The day's figures, and what does not change in a day. */
export function Facts({ listed }: { listed: ListedInstrument }) {
  const { key, lotSize, tickSize, freezeQuantity, isin, expiry, exchange } = listed;
  const isIndex = listed.kind === "INDEX";
  const hasOi = !isIndex && listed.kind !== "EQUITY";
  const notInMaster = <Dash reason="The instrument master does not say" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must by keyboard too
    <section className="panel instrument-figures" aria-label="Figures" tabIndex={0}>
      <dl>
        <Fact name="Open">
          <DayPrice instrument={key} field="open" />
        </Fact>
        <Fact name="Previous close">
          <DayPrice instrument={key} field="previousClose" />
        </Fact>
        <Fact name="Average price">
          <DayPrice instrument={key} field="averagePrice" />
        </Fact>
        <Fact name="Volume">
          <Quantity instrument={key} field="volume" />
        </Fact>
        <Fact name="Last quantity">
          <Quantity instrument={key} field="lastQuantity" />
        </Fact>
        {hasOi && (
          <>
            <Fact name="Open interest">
              <Quantity instrument={key} field="oi" />
            </Fact>
            <Fact name="OI change">
              <OiChange instrument={key} />
            </Fact>
          </>
        )}
        <Fact name="Last trade (IST)">
          <ExchangeTime instrument={key} />
        </Fact>
        <Fact name="Last heard of">
          <span>
            <TickAge instrument={key} /> ago
          </span>
        </Fact>
      </dl>
      <dl>
        <Fact name="Lot">
          {isIndex ? (
            <Dash reason="An index is not traded itself" />
          ) : exchange === "MCX" ? (
            "counts in lots"
          ) : (
            grouped(lotSize)
          )}
        </Fact>
        <Fact name="Tick size">{tickSize === null ? notInMaster : grouped(tickSize, decimalsOf(key))}</Fact>
        <Fact name="Freeze quantity">{freezeQuantity === null ? notInMaster : grouped(freezeQuantity)}</Fact>
        {expiry !== null && (
          <Fact name="Expiry">
            <ExpiryTag expiry={expiry} />
          </Fact>
        )}
        {isin !== null && <Fact name="ISIN">{isin}</Fact>}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
