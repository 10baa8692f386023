import type { FeedState, FeedSwitch } from "../../../client-sdk/index.ts";
import { SWITCH_REASON_MOST } from "../../../shared/feed-switch-limits.ts";
import { useAction } from "../../action/use-action.ts";
import { ConfirmButton } from "../../dialog/confirm-button.tsx";
import { Field } from "../../form/field.tsx";
import { grouped } from "../../format/number.ts";
import { useMarket } from "../../market.ts";
import { SwitchedOff } from "./switched-off.tsx";

/** Cuts the whole feed, and brings it back. */
export function EmergencySwitch({ state }: { state: FeedState | null }) {
  const { server } = useMarket();
  const off = useAction({
    run: (reason: string) => server.admin.feed.switchOff.mutate({ reason }),
    done: (answer) => said("The feed is switched off", answer),
    refreshes: [],
  });
  const on = useAction({
    run: () => server.admin.feed.switchOn.mutate(),
    done: (answer) => said("The feed is switched on: the connections come back one after the other", answer),
    refreshes: [],
  });
  const switchedOff = state?.switchedOff ?? null;
  const carried = state?.connections.reduce((sum, { instruments }) => sum + instruments, 0) ?? 0;
  return (
    <section className="card" data-tone={switchedOff === null ? "idle" : "bad"} aria-label="Emergency switch">
      <h2>Emergency switch</h2>
      {switchedOff === null ? (
        <>
          <p>The feed is on. Off, nothing is asked of Dhan, also after a restart, until it is switched on again.</p>
          <div className="actions">
            <ConfirmButton
              label={off.isPending ? "Switching off…" : "Switch the whole feed off"}
              question={`Switch the whole feed off? All five connections close at once and ${grouped(carried)} instruments turn stale for everybody. What is subscribed stays subscribed. It stays off, also after a restart, until an admin switches it on.`}
              isGrave
              confirmLabel="Switch the whole feed off"
              disabled={off.isPending || state === null}
              onConfirm={(fields) => off.mutate(String(fields.get("reason")))}
            >
              <Field
                label="Why"
                name="reason"
                type="text"
                autoComplete="off"
                maxLength={SWITCH_REASON_MOST}
                hint="Everybody whose prices stop reads it."
              />
            </ConfirmButton>
          </div>
        </>
      ) : (
        <>
          <SwitchedOff cut={switchedOff} />
          <div className="actions">
            <button type="button" className="primary" disabled={on.isPending} onClick={() => on.mutate()}>
              {on.isPending ? "Switching on…" : "Switch the feed on"}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

function said(text: string, { isKept }: FeedSwitch): string {
  return isKept ? text : `${text}, but that could not be written down: a restart would find it as it was before`;
}
