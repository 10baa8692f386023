import type { ReactNode } from "react";
import type { ConnectionStatus } from "../../../client-sdk/index.ts";
import { Dash } from "../../format/dash.tsx";
import { Moment } from "../../format/moment.tsx";
import { grouped } from "../../format/number.ts";
import { age } from "../../format/time.ts";
import { useNow } from "../../market.ts";

/** What DhanHQ lets one connection carry. */
const INSTRUMENTS_MOST = 5_000;

/** What one connection carries, how fast, and what went wrong last. */
export function Readings({ status }: { status: ConnectionStatus }) {
  const now = useNow();
  const { instruments, confirmed, packetsPerSecond, lastPacketTime, reconnects, since, lastError } = status;
  return (
    <>
      <div className="gauge-bar" aria-hidden="true">
        <div className="gauge-asked" style={{ transform: `scaleX(${instruments / INSTRUMENTS_MOST})` }} />
        <div className="gauge-confirmed" style={{ transform: `scaleX(${confirmed / INSTRUMENTS_MOST})` }} />
      </div>
      <dl>
        <Reading name="Instruments">
          {grouped(instruments)} of {grouped(INSTRUMENTS_MOST)}
        </Reading>
        <Reading name="Confirmed" hint="Have sent a packet since they were asked for">
          {grouped(confirmed)} / {grouped(instruments)}
        </Reading>
        <Reading name="Packets">{grouped(Math.round(packetsPerSecond))}/s</Reading>
        <Reading name="Last packet">
          {lastPacketTime === null ? <Dash reason="No packet yet" /> : `${age(now - lastPacketTime)} ago`}
        </Reading>
        <Reading name="Since">
          <Moment at={since} />
        </Reading>
        <Reading name="Reconnects">{grouped(reconnects)}</Reading>
        <Reading name="Last error">
          <Moment at={lastError?.at ?? null} unknown="None since the start" />
        </Reading>
      </dl>
      <Trouble status={status} now={now} />
    </>
  );
}

function Reading({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Why it is not up and when it is tried again, or what went wrong last. */
function Trouble({ status: { reason, retryAt, lastError }, now }: { status: ConnectionStatus; now: number }) {
  if (reason === null && retryAt === null) return <p className="gauge-past">{lastError?.reason}</p>;
  const text = [retryAt !== null && retryText(retryAt - now), reason].filter(Boolean).join(": ");
  return (
    <p className="gauge-reason" title={text}>
      {text}
    </p>
  );
}

function retryText(inMs: number): string {
  const seconds = Math.ceil(inMs / 1_000);
  return seconds > 0 ? `retry in ${seconds} s` : "retrying";
}
