import type { ChainAnchor, ChainSummary } from "../../client-sdk/index.ts";
import { istDate } from "../../shared/ist.ts";
import { Dash } from "../format/dash.tsx";
import { grouped, signed, signedPercent } from "../format/number.ts";
import { dayText } from "../format/time.ts";
import { useNow } from "../market.ts";
import { decimalsOf } from "../quote/last-price.tsx";
import { ChainMetric } from "./chain-metric.tsx";
import { strikeText } from "./chain-row.tsx";
import { FeedAge } from "./feed-age.tsx";
import { summaryReasonText } from "./reason-text.ts";
import { useSummary } from "./use-chain.ts";

const percent = (fraction: number) => `${grouped(fraction * 100, 1)}%`;

/** What is said of the chain as a whole. */
export function ChainSummaryLine() {
  return (
    <dl className="chain-summary" tabIndex={0}>
      <Anchor label="Spot" pick={({ spot }) => spot} none="Nothing that it follows is listed" />
      <Anchor label="Fut" pick={({ future }) => future} none="No future is listed that does not end before it" />
      <Forward />
      <Figure label="ATM IV" title="Implied volatility at the money, a year" width={5} field="atmIv" text={percent} />
      <Figure label="PCR" title={usePcrTitle()} width={4} field="pcrOi" text={(pcr) => grouped(pcr, 2)} />
      <Figure
        label="Max pain"
        title="The strike at which option buyers would get the least"
        width={6}
        field="maxPain"
        text={strikeText}
      />
      <Figure
        label="Straddle"
        title="Call and put at the money"
        width={7}
        field="straddle"
        text={(rupees) => grouped(rupees, 2)}
      />
      <Figure
        label="Exp. move"
        title="One standard deviation to the expiry, rupees"
        width={6}
        field="expectedMove"
        text={(rupees) => `±${grouped(rupees)}`}
      />
      <Lot />
      <Expiry />
      <FeedAge />
    </dl>
  );
}

type FigureField = "atmIv" | "pcrOi" | "maxPain" | "straddle" | "expectedMove";

interface FigureProps {
  label: string;
  title?: string | undefined;
  width: number;
  field: FigureField;
  text(value: number): string;
}

function Figure({ field, text, ...metric }: FigureProps) {
  const shown = useSummary((summary) => (summary[field] === null ? null : text(summary[field])));
  const reason = useSummary((summary) => (summary[field] === null ? summaryReasonText(summary.reasons[field]) : null));
  return <ChainMetric {...metric}>{shown ?? (reason !== null && <Dash reason={reason} />)}</ChainMetric>;
}

interface AnchorProps {
  label: string;
  pick(summary: Readonly<ChainSummary>): ChainAnchor | null;
  none: string;
}

/** What the chain goes by, with its change of the day. */
function Anchor({ label, pick, none }: AnchorProps) {
  const today = istDate(useNow());
  const price = useSummary((summary) => {
    const anchor = pick(summary);
    return anchor === null || anchor.ltp === null ? null : grouped(anchor.ltp, decimalsOf(anchor.key));
  });
  const change = useSummary((summary) => pick(summary)?.changePercent ?? null);
  const expiry = useSummary((summary) => pick(summary)?.expiry ?? null);
  const isStale = useSummary((summary) => pick(summary)?.stale ?? false) ?? false;
  const reason = useSummary((summary) => (pick(summary) === null ? none : "No price of it has come"));
  const title = expiry === null ? undefined : `Future of ${dayText(expiry, today)}`;
  return (
    <ChainMetric label={label} title={isStale ? "Stale: nothing keeps it fresh" : title} width={16} isStale={isStale}>
      {price ?? (reason !== null && <Dash reason={reason} />)}
      {change !== null && (
        <span className={change > 0 ? "up" : change < 0 ? "down" : ""}> {signedPercent(change)}</span>
      )}
    </ChainMetric>
  );
}

/** What the options of this expiry say of the price then: the future beside it may be of a later one. */
function Forward() {
  const forward = useSummary(({ forward }) => (forward === null ? null : grouped(forward, 2)));
  const basis = useSummary(({ basis }) => (basis === null ? null : signed(basis, 2)));
  const reason = useSummary(({ forward, reasons }) => (forward === null ? summaryReasonText(reasons.forward) : null));
  return (
    <ChainMetric label="Forward · basis" title="The price at this expiry by put-call parity, and less spot" width={16}>
      {forward ?? (reason !== null && <Dash reason={reason} />)}
      {basis !== null && <span className="faint"> {basis}</span>}
    </ChainMetric>
  );
}

/** Over which strikes it goes, and the same of the day's volume. */
function usePcrTitle(): string | undefined {
  return (
    useSummary(({ totals, pcrVolume }) => {
      const strikes = totals.strikes === totals.listed ? "all" : `${totals.strikes} of ${totals.listed}`;
      const volume = pcrVolume === null ? "" : `; by volume ${grouped(pcrVolume, 2)}`;
      return `Puts by calls, open interest of ${strikes} strikes${volume}`;
    }) ?? undefined
  );
}

function Lot() {
  const lot = useSummary(({ lotSize }) => grouped(lotSize));
  const title = useSummary(({ freezeQuantity }) =>
    freezeQuantity === null ? null : `Units of a lot; at most ${grouped(freezeQuantity)} an order`,
  );
  return (
    <ChainMetric label="Lot" title={title ?? "Units of a lot"} width={3}>
      {lot}
    </ChainMetric>
  );
}

function Expiry() {
  const days = useSummary(({ daysToExpiry }) => daysToExpiry);
  return (
    <ChainMetric label="Expiry" title="Calendar days to the expiry" width={5}>
      {days !== null && (days === 0 ? "today" : `${grouped(days)} d`)}
    </ChainMetric>
  );
}
