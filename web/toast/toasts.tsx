import { useSyncExternalStore } from "react";
import { useMarket } from "../market.ts";

export function Toasts() {
  const { toaster } = useMarket();
  const toasts = useSyncExternalStore(toaster.subscribe, () => toaster.toasts);
  return (
    <div className="toasts" role="status">
      {toasts.map(({ id, text, tone, action }) => (
        <div key={id} className="toast" data-tone={tone}>
          {text}
          {action !== null && (
            <button
              type="button"
              onClick={() => {
                toaster.dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
