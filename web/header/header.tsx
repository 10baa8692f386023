import { IndexStrip } from "./index-strip.tsx";
import { StatusLight } from "./status-light.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";

export function Header() {
  return (
    <header className="header">
      <h1 className="brand">strikewire</h1>
      <IndexStrip />
      <StatusLight />
      <ThemeToggle />
    </header>
  );
}
