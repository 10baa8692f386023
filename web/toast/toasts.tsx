import { useSyncExternalStore } from "react";
import { useCommand } from "../keys/use-command.ts";
import { useMarket } from "../market.ts";
import type { Toast } from "./toaster.ts";

export function Toasts() {
  const { toaster } = useMarket();
  const toasts = useSyncExternalStore(toaster.subscribe, () => toaster.toasts);
  const take = ({ id, action }: Toast) => {
    toaster.dismiss(id);
    action!.run();
  };
  useCommand("take-offer", () => {
    const last = toasts.findLast(({ action }) => action !== null);
    return last === undefined ? false : take(last);
  });
  return (
    <div className="toasts" role="status">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-tone={toast.tone}>
          {toast.text}
          {toast.action !== null && (
            <button type="button" aria-keyshortcuts="u" title={`${toast.action.label}   u`} onClick={() => take(toast)}>
              {toast.action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
