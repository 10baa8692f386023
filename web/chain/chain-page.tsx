/** @param expiry `YYYY-MM-DD`; the nearest when null */
export function ChainPage({ underlying, expiry }: { underlying: string; expiry: string | null }) {
  return (
    <section className="panel chain" aria-label="Option chain">
      <h2>
        {underlying} {expiry}
      </h2>
    </section>
  );
}
