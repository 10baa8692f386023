/** The user's watchlist beside whatever view is open. */
export function Sidebar() {
  return <aside className="sidebar panel" aria-label="Watchlist" />;
}
