import { useState } from "react";

interface ShownOnceProps {
  /** What it is: "The link for Asha". */
  title: string;
  secret: string;
  /** What it is good for, and how long. */
  hint: string;
  onDismiss(): void;
}

/** A secret that nobody can read again: it stays until it is put away. */
export function ShownOnce({ title, secret, hint, onDismiss }: ShownOnceProps) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => setCopied("Copied"),
      () => setCopied("The browser does not let it be copied: select it and copy it yourself"),
    );
  return (
    <section className="shown-once" aria-label={title}>
      <h3>{title}</h3>
      <p className="faint">Shown this once. {hint}</p>
      <code>{secret}</code>
      <div className="actions">
        <button type="button" className="primary" onClick={copy}>
          Copy
        </button>
        <button type="button" onClick={onDismiss}>
          Put away
        </button>
        <span role="status">{copied}</span>
      </div>
    </section>
  );
}
