import { type DraftEntry, MOST, type NumberField } from "./plan-draft.ts";

interface PlanNumberProps {
  entry: DraftEntry;
  field: NumberField;
  label: string;
  onChange(id: number, fields: Partial<DraftEntry>): void;
}

/** A number of one entry. */
export function PlanNumber({ entry, field, label, onChange }: PlanNumberProps) {
  return (
    <input
      className="cell-input"
      type="number"
      min={0}
      max={MOST[field]}
      step={1}
      aria-label={`${label} of ${entry.underlying}`}
      aria-invalid={entry[field] === "" || Number(entry[field]) > MOST[field]}
      value={entry[field]}
      onChange={(event) => onChange(entry.id, { [field]: event.target.value })}
    />
  );
}
