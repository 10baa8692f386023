import { UNKNOWN } from "./number.ts";

/** Where there is no value: a dash, and why, on hover and to assistive technology. */
export function Dash({ reason }: { reason: string }) {
  return (
    <span className="unknown" title={reason}>
      <span aria-hidden="true">{UNKNOWN}</span>
      <span className="for-ear">{reason}</span>
    </span>
  );
}
