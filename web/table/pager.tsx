interface PagerProps {
  /** From 1. */
  page: number;
  hasNext: boolean;
  isBusy: boolean;
  /** "2,278 instruments" */
  total?: string;
  onPrevious(): void;
  onNext(): void;
}

/** To the next page and back. */
export function Pager({ page, hasNext, isBusy, total, onPrevious, onNext }: PagerProps) {
  return (
    <nav className="pager" aria-label="Pages">
      {total !== undefined && <span className="faint">{total}</span>}
      <button type="button" disabled={page === 1} onClick={onPrevious}>
        Previous
      </button>
      <span>Page {page}</span>
      <button type="button" disabled={!hasNext || isBusy} onClick={onNext}>
        Next
      </button>
    </nav>
  );
}
