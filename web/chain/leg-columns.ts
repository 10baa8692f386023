import type { BuildUp, ChainLeg } from "../../client-sdk/index.ts";
import { grouped, short, signed, signedPercent } from "../format/number.ts";
import { istMoment } from "../format/time.ts";
import { decimalsOf } from "../quote/last-price.tsx";

type Leg = Readonly<ChainLeg>;
type ReasonGroup = "price" | "change" | "quote" | "oi" | "oiChange" | "iv";

/** What is shown of each leg, calls and puts alike. */
export interface LegColumn {
  id: string;
  /** Over the column. */
  label: string;
  /** Spelt out, in the chooser and on hover. */
  name: string;
  widthPx: number;
  /** Whose reason it is when the value is null. */
  reasons: ReasonGroup;
  /** Coloured by its sign. */
  isSigned?: true;
  /** Null when not known. */
  text(leg: Leg): string | null;
  /** What hovering tells beyond the text. */
  detail?(leg: Leg, now: number): string | null;
}

export const BUILD_UP_NAMES: Record<BuildUp, string> = {
  "long-build-up": "Long build-up: price and open interest are both up",
  "short-build-up": "Short build-up: price down, open interest up",
  "long-unwinding": "Long unwinding: price and open interest are both down",
  "short-covering": "Short covering: price up, open interest down",
};

const BUILD_UP_TAGS: Record<BuildUp, string> = {
  "long-build-up": "LB",
  "short-build-up": "SB",
  "long-unwinding": "LU",
  "short-covering": "SC",
};

const price = (leg: Leg, value: number | null) => (value === null ? null : grouped(value, decimalsOf(leg.key)));
const count = (value: number | null) => (value === null ? null : short(value));
const units = (value: number | null) => value !== null && `${grouped(value)} units`;
const fixed = (value: number | null, decimals: number) => (value === null ? null : signed(value, decimals));
const plain = (value: number | null, decimals: number) => (value === null ? null : grouped(value, decimals));
const lines = (...parts: (string | false | null)[]) => parts.filter(Boolean).join("\n") || null;

const buildUpDetail = ({ buildUp }: Leg) => buildUp && BUILD_UP_NAMES[buildUp];

/** From the strike outwards, on both sides. */
export const LEG_COLUMNS = [
  {
    id: "ltp",
    label: "LTP",
    name: "Last price",
    widthPx: 70,
    reasons: "price",
    text: (leg) => price(leg, leg.ltp),
    detail: (leg, now) =>
      lines(
        leg.stale && "Stale: nothing keeps it fresh",
        leg.exchangeTime !== null && `Traded ${istMoment(leg.exchangeTime, now)} IST`,
        leg.bidPrice !== null && `Bid ${price(leg, leg.bidPrice)} × ${grouped(leg.bidQuantity ?? 0)}`,
        leg.askPrice !== null && `Ask ${price(leg, leg.askPrice)} × ${grouped(leg.askQuantity ?? 0)}`,
        leg.timeValue !== null && `Time value ${signed(leg.timeValue, 2)}`,
      ),
  },
  {
    id: "change",
    label: "Chg",
    name: "Change in rupees",
    widthPx: 66,
    reasons: "change",
    isSigned: true,
    text: (leg) => (leg.change === null ? null : signed(leg.change, decimalsOf(leg.key))),
  },
  {
    id: "changePercent",
    label: "Chg %",
    name: "Change in percent",
    widthPx: 66,
    reasons: "change",
    isSigned: true,
    text: ({ changePercent }) => (changePercent === null ? null : signedPercent(changePercent)),
    detail: (leg) =>
      leg.change === null ? null : `${signed(leg.change, decimalsOf(leg.key))} since the previous close`,
  },
  {
    id: "bid",
    label: "Bid",
    name: "Bid",
    widthPx: 66,
    reasons: "quote",
    text: (leg) => price(leg, leg.bidPrice),
    detail: (leg) => lines(units(leg.bidQuantity)),
  },
  {
    id: "ask",
    label: "Ask",
    name: "Ask",
    widthPx: 66,
    reasons: "quote",
    text: (leg) => price(leg, leg.askPrice),
    detail: (leg) => lines(units(leg.askQuantity)),
  },
  {
    id: "iv",
    label: "IV",
    name: "Implied volatility, percent a year",
    widthPx: 48,
    reasons: "iv",
    text: ({ iv }) => (iv === null ? null : grouped(iv * 100, 1)),
  },
  {
    id: "volume",
    label: "Vol",
    name: "Volume",
    widthPx: 58,
    reasons: "price",
    text: ({ volume }) => count(volume),
    detail: ({ volume }) => lines(units(volume)),
  },
  {
    id: "oi",
    label: "OI",
    name: "Open interest",
    widthPx: 78,
    reasons: "oi",
    text: ({ oi }) => count(oi),
    detail: (leg) => lines(units(leg.oi), buildUpDetail(leg)),
  },
  {
    id: "oiChange",
    label: "OI chg",
    name: "Change of open interest",
    widthPx: 64,
    reasons: "oiChange",
    isSigned: true,
    text: ({ oiChange }) => (oiChange === null ? null : signedShort(oiChange)),
    detail: (leg) =>
      lines(
        leg.oiChange !== null && `${signed(leg.oiChange, 0)} units since the previous day`,
        leg.oiChangePercent !== null && signedPercent(leg.oiChangePercent),
        buildUpDetail(leg),
      ),
  },
  {
    id: "oiChangePercent",
    label: "OI chg %",
    name: "Change of open interest in percent",
    widthPx: 68,
    reasons: "oiChange",
    isSigned: true,
    text: ({ oiChangePercent }) => (oiChangePercent === null ? null : signedPercent(oiChangePercent)),
  },
  {
    id: "buildUp",
    label: "Build-up",
    name: "Build-up: what price and open interest say together",
    widthPx: 62,
    reasons: "oiChange",
    text: ({ buildUp }) => buildUp && BUILD_UP_TAGS[buildUp],
    detail: buildUpDetail,
  },
  {
    id: "delta",
    label: "Delta",
    name: "Delta: rupees per rupee of the forward",
    widthPx: 58,
    reasons: "iv",
    text: ({ delta }) => fixed(delta, 3),
  },
  {
    id: "theta",
    label: "Theta",
    name: "Theta: rupees per calendar day",
    widthPx: 58,
    reasons: "iv",
    text: ({ theta }) => fixed(theta, 2),
  },
  {
    id: "gamma",
    label: "Gamma",
    name: "Gamma: change of delta per rupee of the forward",
    widthPx: 62,
    reasons: "iv",
    text: ({ gamma }) => plain(gamma, 5),
  },
  {
    id: "vega",
    label: "Vega",
    name: "Vega: rupees per point of volatility",
    widthPx: 54,
    reasons: "iv",
    text: ({ vega }) => plain(vega, 2),
  },
] as const satisfies readonly LegColumn[];

export type ColumnId = (typeof LEG_COLUMNS)[number]["id"];

/** In lakh and crore, with its sign. */
function signedShort(units: number): string {
  if (units === 0) return "0";
  return units > 0 ? `+${short(units)}` : `\u2212${short(-units)}`;
}
