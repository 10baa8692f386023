import type { AuthDone, Session } from "../../client-sdk/index.ts";
import { useAction } from "../action/use-action.ts";
import { ConfirmButton } from "../dialog/confirm-button.tsx";
import { Dash } from "../format/dash.tsx";
import { Moment } from "../format/moment.tsx";
import { type Column, DataTable } from "../table/data-table.tsx";
import { browserName } from "./browser-name.ts";

interface SessionTableProps {
  sessions: Session[];
  /** The query key of the list. */
  refreshes: string;
  revoke(sessionId: string): Promise<AuthDone>;
}

/** Where somebody is signed in, and ending it. */
export function SessionTable({ sessions, refreshes, revoke }: SessionTableProps) {
  const end = useAction({ run: revoke, done: () => "The session has ended", refreshes: [refreshes] });
  const columns: Column<Session>[] = [
    {
      title: "With",
      cell: ({ userAgent }) => (
        <span title={userAgent ?? undefined}>
          {userAgent === null ? <Dash reason="It was not told" /> : browserName(userAgent)}
        </span>
      ),
    },
    { title: "From", cell: ({ address }) => address ?? <Dash reason="It was not told" />, width: "120px" },
    { title: "Since (IST)", cell: ({ createdAt }) => <Moment at={createdAt} />, width: "124px" },
    { title: "Ends (IST)", cell: ({ expiresAt }) => <Moment at={expiresAt} />, width: "124px" },
    {
      title: "",
      cell: ({ id, isCurrent, userAgent }) =>
        isCurrent ? (
          <span className="faint">this one</span>
        ) : (
          <ConfirmButton
            label="Revoke"
            name="Revoke the session"
            question={`End the session with ${userAgent === null ? "an unknown program" : browserName(userAgent)}? Whoever uses it is signed out at once.`}
            confirmLabel="End the session"
            disabled={end.isPending}
            onConfirm={() => end.mutate(id)}
          />
        ),
      width: "80px",
    },
  ];
  return (
    <DataTable
      caption="Sessions"
      columns={columns}
      rows={sessions}
      idOf={({ id }) => id}
      empty="Signed in nowhere."
      minWidth={600}
    />
  );
}
