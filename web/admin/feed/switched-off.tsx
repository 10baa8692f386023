import { useQuery } from "@tanstack/react-query";
import type { FeedCut } from "../../../client-sdk/index.ts";
import { Moment } from "../../format/moment.tsx";
import { useMarket } from "../../market.ts";
import { useUserNames } from "../users/use-user-names.ts";

/** Since when the feed is cut, why and by whom; and whether a restart would know of it. */
export function SwitchedOff({ cut: { since, reason } }: { cut: FeedCut }) {
  const { server } = useMarket();
  const nameOf = useUserNames();
  const { data } = useQuery({
    queryKey: ["admin.feed.switch", since],
    queryFn: () => server.admin.feed.switch.query(),
  });
  return (
    <>
      <p>
        <strong>The feed is switched off</strong> since <Moment at={since} />
        {data?.off != null && ` by ${nameOf(data.off.by)}`}: {reason}
      </p>
      {data?.isKept === false && (
        <p className="warned">That could not be written down: a restart would switch it on again.</p>
      )}
    </>
  );
}
