/** Where a view will be, for the moment until its script is there. */
export function LoadingView() {
  return (
    <section className="panel" aria-busy="true">
      <p className="for-ear" role="status">
        Loading
      </p>
    </section>
  );
}
