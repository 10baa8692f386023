import { type ComponentType, lazy } from "react";

/** The views, each in a file of its own that a browser fetches when it is first shown. */
export const ChainPage = view(async () => (await import("../chain/chain-page.tsx")).ChainPage);
export const WatchlistPage = view(async () => (await import("../watchlist/watchlist-page.tsx")).WatchlistPage);
export const InstrumentPage = view(async () => (await import("../instrument/instrument-page.tsx")).InstrumentPage);
export const AdminPage = view(async () => (await import("../admin/admin-page.tsx")).AdminPage);
export const ProfilePage = view(async () => (await import("../profile/profile-page.tsx")).ProfilePage);

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
