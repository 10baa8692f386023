import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useMarket } from "../../market.ts";

/** What a user's id stands for; the id itself while that is not known, or for what is no user. */
export function useUserNames(): (userId: string) => string {
  const { server } = useMarket();
  const { data } = useQuery({ queryKey: ["admin.users.list"], queryFn: () => server.admin.users.list.query() });
  return useCallback((userId) => data?.find(({ id }) => id === userId)?.name ?? userId, [data]);
}
