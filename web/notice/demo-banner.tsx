/** Said loudly, and for as long as it is so. */
export function DemoBanner() {
  return (
    <p className="demo-banner" role="note">
      <strong>Demo mode: anyone who reaches this port is admin.</strong>{" "}
      <span className="wide-only">AUTH_MODE=required makes them sign in.</span>
    </p>
  );
}
