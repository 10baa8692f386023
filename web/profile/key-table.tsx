import type { ApiKey, AuthDone } from "../../client-sdk/index.ts";
import { useAction } from "../action/use-action.ts";
import { ConfirmButton } from "../dialog/confirm-button.tsx";
import { Moment } from "../format/moment.tsx";
import { type Column, DataTable } from "../table/data-table.tsx";

interface KeyTableProps {
  keys: ApiKey[];
  /** The query key of the list. */
  refreshes: string;
  revoke(keyId: string): Promise<AuthDone>;
}

/** Keys by how they begin, and taking them back. */
export function KeyTable({ keys, refreshes, revoke }: KeyTableProps) {
  const end = useAction({ run: revoke, done: () => "The key is revoked", refreshes: [refreshes] });
  const columns: Column<ApiKey>[] = [
    { title: "Name", cell: ({ name }) => <span title={name}>{name}</span> },
    { title: "Begins with", cell: ({ prefix }) => <code>{prefix}…</code>, width: "132px" },
    { title: "May", cell: ({ scopes }) => scopes.join(", "), width: "124px" },
    {
      title: "Ends (IST)",
      cell: ({ expiresAt }) => (expiresAt === null ? "never" : <Moment at={expiresAt} />),
      width: "140px",
    },
    {
      title: "Last used (IST)",
      cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} unknown="Never used" />,
      width: "124px",
    },
    {
      title: "",
      cell: ({ id, name }) => (
        <ConfirmButton
          label="Revoke"
          name={`Revoke the key ${name}`}
          question={`Revoke the key ${name}? Programs that use it are turned away at once, and nobody can bring it back.`}
          confirmLabel={`Revoke ${name}`}
          disabled={end.isPending}
          onConfirm={() => end.mutate(id)}
        />
      ),
      width: "80px",
    },
  ];
  return (
    <DataTable
      caption="API keys"
      columns={columns}
      rows={keys}
      idOf={({ id }) => id}
      empty="None yet."
      minWidth={720}
    />
  );
}
