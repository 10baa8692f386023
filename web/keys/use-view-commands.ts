import { useLocation } from "wouter";
import { adminPath, HOME, watchlistPath } from "../routes.ts";
import { useCommand } from "./use-command.ts";

/** The keys that lead from one view to another. */
export function useViewCommands({ isAdmin }: { isAdmin: boolean }): void {
  const [, go] = useLocation();
  useCommand("show-chain", () => go(HOME));
  useCommand("show-watchlist", () => go(watchlistPath()));
  useCommand("show-admin", () => isAdmin && go(adminPath()));
}
