import { useRef } from "react";
import { COMMANDS } from "./commands.ts";
import { useCommand } from "./use-command.ts";

/** What the browser or a list does by itself, beside the commands. */
const OTHERS = [
  { keys: ["Enter"], text: "Open the row" },
  { keys: ["Alt+ArrowUp", "Alt+ArrowDown"], text: "Move the row" },
];
const NAMES: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", mod: "Ctrl" };

/** The keys, shown at `?`. */
export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useCommand("show-keys", () => dialog.current?.showModal());
  return (
    <dialog ref={dialog} className="dialog panel" aria-labelledby="keys-title">
      <form method="dialog">
        <h2 id="keys-title">Keys</h2>
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
    </dialog>
  );
}

/** `g c` or `mod+k` as the keys that are pressed. */
function Keys({ keys }: { keys: string }) {
  return keys.split(/[ +]/).map((key) => (
    <kbd key={key} className="key">
      {NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
    </kbd>
  ));
}
