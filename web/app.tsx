import type { AuthStatus } from "../shared/auth.ts";
import { Board } from "./board/board.tsx";
import { Connections } from "./connections/connections.tsx";
import { Header } from "./header/header.tsx";
import { useStreamStatus } from "./market.ts";
import { DemoBanner } from "./notice/demo-banner.tsx";
import { Notice } from "./notice/notice.tsx";
import { StatusLine } from "./status-line.tsx";

export function App({ status: { mode, me } }: { status: AuthStatus }) {
  const isOffline = useStreamStatus().status !== "open";
  return (
    <div className="app" data-offline={isOffline}>
      {mode === "demo" && <DemoBanner />}
      <Header account={mode === "demo" ? null : me} />
      <Board />
      {/* Under the board: prices must not move when it comes and goes. */}
      <Notice />
      <Connections />
      <StatusLine />
    </div>
  );
}
