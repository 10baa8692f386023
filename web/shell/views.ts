import { type ComponentType, lazy } from "react";

/** The views by the first part of their addresses, each in a file of its own that a browser fetches when it is needed. */
const LOADS = {
  chain: async () => (await import("../chain/chain-page.tsx")).ChainPage,
  watchlist: async () => (await import("../watchlist/watchlist-page.tsx")).WatchlistPage,
  instrument: async () => (await import("../instrument/instrument-page.tsx")).InstrumentPage,
  admin: async () => (await import("../admin/admin-page.tsx")).AdminPage,
  profile: async () => (await import("../profile/profile-page.tsx")).ProfilePage,
};

export const ChainPage = view(LOADS.chain);
export const WatchlistPage = view(LOADS.watchlist);
export const InstrumentPage = view(LOADS.instrument);
export const AdminPage = view(LOADS.admin);
export const ProfilePage = view(LOADS.profile);

/** Fetches the view at an address beforehand: while the server says who is in, its script is on its way. */
export function fetchViewAt(path: string): void {
  const section = path === "/" ? "chain" : path.split("/", 2)[1]!;
  // What goes wrong is told where the view is shown.
  if (Object.hasOwn(LOADS, section)) void LOADS[section as keyof typeof LOADS]().catch(() => {});
}

function view<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch (cause) {
      // A page that was open while the server was brought up to date asks for files that are gone.
      throw new Error("A part of it could not be fetched: the server has a newer one, or does not answer.", { cause });
    }
  });
}
