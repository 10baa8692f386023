import { UNKNOWN } from "../format/number.ts";

/** A dash for what is not known, and the reason on hover and to assistive technology. */
export function Dash({ reason }: { reason: string }) {
  return (
    <span className="unknown" title={reason}>
      <span aria-hidden="true">{UNKNOWN}</span>
      <span className="for-ear">{reason}</span>
    </span>
  );
}
