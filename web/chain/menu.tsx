import { type ReactNode, useId, useRef } from "react";

interface MenuProps {
  label: ReactNode;
  /** For assistive technology, where the label is no sentence. */
  name: string;
  className?: string;
  children: ReactNode;
}

/** A button that opens a small panel under itself; Escape or a click elsewhere closes it. */
export function Menu({ label, name, className = "", children }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  const place = () => {
    const at = button.current!.getBoundingClientRect();
    const { style, offsetWidth } = panel.current!;
    style.top = `${at.bottom + 4}px`;
    style.left = `${Math.max(8, Math.min(at.left, innerWidth - offsetWidth - 8))}px`;
  };

  return (
    <>
      <button ref={button} type="button" className={`menu-button ${className}`} aria-label={name} popoverTarget={id}>
        {label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className="menu panel"
        onToggle={(event) => event.newState === "open" && place()}
      >
        {children}
      </div>
    </>
  );
}
