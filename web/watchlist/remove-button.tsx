export function RemoveButton({ name, onRemove }: { name: string; onRemove(): void }) {
  return (
    // Rows are removed by `x`: by Tab one goes from row to row.
    <button
      type="button"
      className="remove"
      tabIndex={-1}
      aria-label={`Remove ${name}`}
      title={`Remove ${name}   x`}
      onClick={onRemove}
    >
      ×
    </button>
  );
}
