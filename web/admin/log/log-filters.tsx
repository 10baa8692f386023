import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Choice } from "../../form/choice.tsx";
import { useMarket } from "../../market.ts";
import { ACTION_NAMES, type LogAction } from "./action-names.ts";

export interface LogFilter {
  action?: LogAction;
  userId?: string;
  unitId?: string;
}

const ACTIONS = [
  { value: "" as const, label: "All actions" },
  ...Object.entries(ACTION_NAMES).map(([value, label]) => ({ value: value as LogAction, label })),
];
const UNIT_MOST = 200;

/** Which entries of the log are looked for. */
export function LogFilters({ filter, onChange }: { filter: LogFilter; onChange(filter: LogFilter): void }) {
  const { server } = useMarket();
  const { data } = useQuery({ queryKey: ["admin.users.list"], queryFn: () => server.admin.users.list.query() });
  const [unit, setUnit] = useState(filter.unitId ?? "");
  const users = [
    { value: "", label: "All users" },
    ...(data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const change = (field: keyof LogFilter, value: string) => {
    const { [field]: _, ...others } = filter;
    onChange(value === "" ? others : { ...others, [field]: value });
  };
  const look = (event: FormEvent) => {
    event.preventDefault();
    change("unitId", unit.trim());
  };
  return (
    <form className="filters" onSubmit={look}>
      <Choice<LogAction | "">
        label="Action"
        isBare
        options={ACTIONS}
        value={filter.action ?? ""}
        onChange={(action) => change("action", action)}
      />
      <Choice label="User" isBare options={users} value={filter.userId ?? ""} onChange={(id) => change("userId", id)} />
      <label className="for-ear" htmlFor="log-unit">
        Unit
      </label>
      <input
        id="log-unit"
        value={unit}
        placeholder="Unit, in full"
        maxLength={UNIT_MOST}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setUnit(event.target.value);
          if (event.target.value === "") change("unitId", "");
        }}
      />
      <button type="submit">Filter</button>
    </form>
  );
}
