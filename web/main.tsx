import "./strict-csp.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { CrashScreen } from "./crash-screen.tsx";
import { applyTheme, storedTheme } from "./header/theme.ts";
import { Gate } from "./sign-in/gate.tsx";
import { Terminal } from "./terminal.tsx";

applyTheme(storedTheme());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <CrashScreen>
      <Gate>{(status) => <Terminal status={status} />}</Gate>
    </CrashScreen>
  </StrictMode>,
);
