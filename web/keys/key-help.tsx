import { useModal } from "../dialog/use-modal.ts";
import { COMMANDS } from "./commands.ts";
import { useCommand } from "./use-command.ts";

/** What the browser or a list does by itself, beside the commands. */
const OTHERS = [
  { keys: ["Enter"], text: "Open the row" },
  { keys: ["Alt+ArrowUp", "Alt+ArrowDown"], text: "Move the row" },
];
const NAMES: Record<string, string> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  mod: "Ctrl",
};

/** The keys, shown at `?`. */
export function KeyHelp() {
  const { ref, opening, onClose, show } = useModal();
  useCommand("show-keys", show);
  return (
    <dialog ref={ref} className="dialog panel" aria-label="Keys" onClose={onClose}>
      {opening !== null && <KeyTable />}
    </dialog>
  );
}

function KeyTable() {
  return (
    <form method="dialog">
      <h2>Keys</h2>
      <table className="key-table">
        <tbody>
          {[...Object.values(COMMANDS), ...OTHERS].map(({ keys, text }) => (
            <tr key={text}>
              <th scope="row">{text}</th>
              <td>
                {keys.map((key, index) => (
                  <span key={key}>
                    {index > 0 && <span className="faint"> or </span>}
                    <Keys keys={key} />
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="dialog-actions">
        <button type="submit">Close</button>
      </div>
    </form>
  );
}

/** `g c` or `mod+k` as the keys that are pressed; `+` is one itself. */
function Keys({ keys }: { keys: string }) {
  return keys.split(/ |(?<=.)\+/).map((key) => (
    <kbd key={key} className="key">
      {NAMES[key] ?? key}
    </kbd>
  ));
}
