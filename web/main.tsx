import "./strict-csp.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createTickStream } from "../client-sdk/index.ts";
import { App } from "./app.tsx";
import { CrashScreen } from "./crash-screen.tsx";
import { applyTheme, storedTheme } from "./header/theme.ts";
import { createMarket, MarketContext } from "./market.ts";

applyTheme(storedTheme());
const market = createMarket(createTickStream({ url: new URL("/ticks", location.href) }));

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <CrashScreen>
      <MarketContext value={market}>
        <App />
      </MarketContext>
    </CrashScreen>
  </StrictMode>,
);
