import { ChainLimits } from "../../shared/chain-limits.ts";
import { useChoices, useSettings } from "./use-settings.ts";

/** How many strikes are shown each side of the money. */
export function StrikesChooser() {
  const settings = useSettings();
  const { strikesEachSide } = useChoices();
  return (
    <fieldset className="strikes-chooser" title="Strikes each side of the money">
      <legend className="for-ear">Strikes each side of the money</legend>
      {ChainLimits.strikesEachSide.map((count) => (
        <label key={count}>
          <input
            type="radio"
            name="strikes-each-side"
            checked={count === strikesEachSide}
            onChange={() => settings.choose({ strikesEachSide: count })}
          />
          {`±${count}`}
        </label>
      ))}
    </fieldset>
  );
}
