import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { CrashScreen } from "./crash-screen.tsx";
import { addFont } from "./font.ts";
import { applyTheme, storedTheme } from "./header/theme.ts";
import { fetchViewAt } from "./shell/views.ts";
import { Gate } from "./sign-in/gate.tsx";
import { Terminal } from "./terminal.tsx";

addFont();
fetchViewAt(location.pathname);
applyTheme(storedTheme());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <CrashScreen>
      <Gate>{(status) => <Terminal status={status} />}</Gate>
    </CrashScreen>
  </StrictMode>,
);
