import { DEFAULT_CHOICES } from "./chain-settings.ts";
import { LEG_COLUMNS } from "./leg-columns.ts";
import { Menu } from "./menu.tsx";
import { useChoices, useSettings } from "./use-settings.ts";

export function ColumnChooser() {
  const settings = useSettings();
  const { columns } = useChoices();
  return (
    <Menu label="Columns" name="Choose columns" className="column-chooser">
      <fieldset className="menu-group">
        <legend className="for-ear">Columns of each leg</legend>
        {LEG_COLUMNS.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={columns.includes(id)}
              disabled={id === "ltp"}
              onChange={() => settings.toggleColumn(id)}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <button type="button" onClick={() => settings.choose({ columns: DEFAULT_CHOICES.columns })}>
        As it was at first
      </button>
    </Menu>
  );
}
