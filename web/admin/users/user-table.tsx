import type { User } from "../../../client-sdk/index.ts";
import { Dash } from "../../format/dash.tsx";
import { grouped } from "../../format/number.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";
import { standingOf } from "./standing.ts";

interface UserTableProps {
  users: User[];
  shown: string | null;
  onShow(userId: string): void;
}

export function UserTable({ users, shown, onShow }: UserTableProps) {
  const columns: Column<User>[] = [
    {
      title: "Name",
      cell: ({ id, name }) => (
        <button type="button" className="link-button" aria-expanded={shown === id} onClick={() => onShow(id)}>
          {name}
        </button>
      ),
    },
    { title: "E-mail", cell: ({ email }) => email ?? <Dash reason="The user of demo mode, who cannot sign in" /> },
    {
      title: "Role",
      cell: ({ email, role }) => (email === null ? <Dash reason="In demo mode whoever comes is admin" /> : role),
      width: "64px",
    },
    {
      title: "Share",
      cell: ({ shareSlots }) => (shareSlots === null ? <span className="faint">default</span> : grouped(shareSlots)),
      isNumeric: true,
      width: "72px",
    },
    { title: "Standing", cell: (user) => standingOf(user), width: "88px" },
  ];
  return (
    <DataTable
      caption="Users"
      columns={columns}
      rows={users}
      idOf={({ id }) => id}
      empty="Nobody has an account yet."
      minWidth={520}
      selected={shown}
    />
  );
}
