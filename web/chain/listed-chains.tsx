import { useMemo } from "react";
import { Link, useLocation } from "wouter";
import type { UnderlyingExpiries } from "../../client-sdk/index.ts";
import { istDate } from "../../shared/ist.ts";
import { dayText } from "../format/time.ts";
import { useCommand } from "../keys/use-command.ts";
import { useNow } from "../market.ts";
import { instrumentPath } from "../routes.ts";
import { ChainMessage } from "./chain-message.tsx";
import type { StraddleLog } from "./charts/straddle-log.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import { ExpiryTabs } from "./expiry-tabs.tsx";
import { expiryFrom, nearestExpiry, seriesPath, type Underlying } from "./series.ts";
import { SeriesView } from "./series-view.tsx";
import { StrikesChooser } from "./strikes-chooser.tsx";
import { UnderlyingPicker } from "./underlying-picker.tsx";
import { useMedia } from "./use-media.ts";
import { useChoices, useSettings } from "./use-settings.ts";

/** Room enough for charts beside the chain without anything of it scrolling sideways. */
const WIDE = "(min-width: 1400px)";

interface ListedChainsProps {
  listed: UnderlyingExpiries;
  underlying: Underlying;
  expiry: string | null;
  straddles: StraddleLog;
}

/** The chains of an underlying, of which one is shown. */
export function ListedChains({ listed, underlying, expiry, straddles }: ListedChainsProps) {
  const { ticker, exchange } = underlying;
  const { expiries } = listed;
  const [, navigate] = useLocation();
  const settings = useSettings();
  const { strikesEachSide, hasCharts } = useChoices();
  const isWide = useMedia(WIDE);
  const today = istDate(useNow());
  const nearest = expiries[0]?.expiry ?? null;
  const shown = expiry ?? nearest;
  const isListed = expiries.some((one) => one.expiry === shown);
  const isCharted = hasCharts ?? isWide;

  const turn = (places: -1 | 1) => {
    const next = shown === null ? null : expiryFrom(expiries, shown, places);
    if (next !== null) navigate(seriesPath(underlying, next));
  };
  useCommand("previous-expiry", () => turn(-1));
  useCommand("next-expiry", () => turn(1));

  const spec = useMemo(
    () =>
      shown === null || !isListed
        ? null
        : { underlying: ticker, expiry: shown, strikesEachSide, ...(exchange === undefined ? {} : { exchange }) },
    [ticker, exchange, shown, isListed, strikesEachSide],
  );

  return (
    <>
      <header className="chain-bar">
        <UnderlyingPicker underlying={ticker} />
        <ExpiryTabs underlying={underlying} expiries={expiries} expiry={shown ?? ""} today={today} />
        <StrikesChooser />
        <ColumnChooser />
        <button
          type="button"
          className="wide-only"
          aria-pressed={isCharted}
          onClick={() => settings.choose({ hasCharts: !isCharted })}
        >
          Charts
        </button>
      </header>
      {spec !== null ? (
        <SeriesView
          spec={spec}
          title={`${ticker} ${dayText(spec.expiry, today)} option chain`}
          nearestPath={seriesPath(underlying)}
          hasCharts={isCharted}
          straddles={straddles}
        />
      ) : shown === null ? (
        <NoOptions listed={listed} today={today} />
      ) : (
        <NotListed underlying={underlying} expiry={shown} nearest={nearestExpiry(expiries, shown)!} today={today} />
      )}
    </>
  );
}

function NoOptions({ listed: { underlying, futures }, today }: { listed: UnderlyingExpiries; today: string }) {
  return (
    <ChainMessage title={`No options of ${underlying} are listed`}>
      <p>{futures.length > 0 ? "It has futures alone:" : "Nor are any futures. Look for another underlying."}</p>
      {futures.map(({ key, expiry }) => (
        <Link key={key} href={instrumentPath(key)}>
          {underlying} {dayText(expiry, today)} FUT
        </Link>
      ))}
    </ChainMessage>
  );
}

interface NotListedProps {
  underlying: Underlying;
  expiry: string;
  nearest: string;
  today: string;
}

function NotListed({ underlying, expiry, nearest, today }: NotListedProps) {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(expiry);
  return (
    <ChainMessage title={`No options of ${underlying.ticker} end on ${isDate ? dayText(expiry, today) : expiry}`}>
      <p>They may have expired, or the address is mistyped.</p>
      <Link href={seriesPath(underlying, nearest)}>Show {dayText(nearest, today)}, the nearest</Link>
    </ChainMessage>
  );
}
