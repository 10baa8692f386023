import { Connections } from "./feed/connections.tsx";

/** @param section the first when null */
export function AdminPage({ section: _ }: { section: string | null }) {
  return <Connections />;
}
