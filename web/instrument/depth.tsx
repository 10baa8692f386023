import type { InstrumentKey } from "../../client-sdk/index.ts";
import { useFullTick } from "../market.ts";
import { Quantity } from "../quote/quantity.tsx";
import { DepthSide } from "./depth-side.tsx";

const LEVELS = [0, 1, 2, 3, 4];

/** Five levels of both sides, best first, with what all levels come to. */
export function Depth({ instrument }: { instrument: InstrumentKey }) {
  const isIndex = instrument.startsWith("IDX_I:");
  const hasDepth = useFullTick(instrument, ({ depth }) => (depth ?? null) !== null) ?? false;
  return (
    <section className="panel depth" aria-label="Market depth">
      <h3>Depth</h3>
      {isIndex ? (
        <p className="faint">An index is not traded itself, so nobody bids for it or offers it: see its futures.</p>
      ) : hasDepth ? (
        <DepthTable instrument={instrument} />
      ) : (
        <p className="faint">The feed has sent no depth of it yet.</p>
      )}
    </section>
  );
}

function DepthTable({ instrument }: { instrument: InstrumentKey }) {
  // One scale for both sides: a wall must look like one.
  const most = useFullTick(instrument, ({ depth }) =>
    Math.max(1, ...(depth ?? []).flatMap(({ bidQuantity, askQuantity }) => [bidQuantity ?? 0, askQuantity ?? 0])),
  )!;
  return (
    <table>
      <caption className="for-ear">Five best bids and offers</caption>
      <thead>
        <tr>
          <th scope="col">Orders</th>
          <th scope="col">Quantity</th>
          <th scope="col">Bid</th>
          <th scope="col">Ask</th>
          <th scope="col">Quantity</th>
          <th scope="col">Orders</th>
        </tr>
      </thead>
      <tbody>
        {LEVELS.map((level) => (
          <tr key={level}>
            <DepthSide instrument={instrument} side="bid" level={level} most={most} />
            <DepthSide instrument={instrument} side="ask" level={level} most={most} />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            All<span className="for-ear"> bids</span>
          </th>
          <td>
            <Quantity instrument={instrument} field="totalBuyQuantity" />
          </td>
          <td colSpan={2} />
          <td>
            <Quantity instrument={instrument} field="totalSellQuantity" />
          </td>
          <th scope="row">
            All<span className="for-ear"> offers</span>
          </th>
        </tr>
      </tfoot>
    </table>
  );
}
