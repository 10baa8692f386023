import { expect, test } from "bun:test";
import { ChainSettings, DEFAULT_CHOICES } from "../../../web/chain/chain-settings.ts";
import { LEG_COLUMNS } from "../../../web/chain/leg-columns.ts";

class FakeStorage {
  value: string | null;
  constructor(value: string | null = null) {
    this.value = value;
  }
  getItem() {
    return this.value;
  }
  setItem(_: string, value: string) {
    this.value = value;
  }
}

test("choices are remembered, columns in the order of the table", () => {
  const storage = new FakeStorage();
  const settings = new ChainSettings(storage);
  let calls = 0;
  settings.subscribe(() => calls++);
  settings.toggleColumn("delta");
  settings.toggleColumn("bid");
  settings.toggleColumn("volume");
  settings.choose({ strikesEachSide: 50, hasCharts: false });
  expect(calls).toBe(4);
  const remembered = new ChainSettings(storage).choices;
  expect(remembered).toEqual(settings.choices);
  expect(remembered).toEqual({
    columns: ["ltp", "changePercent", "bid", "iv", "oi", "oiChange", "delta"],
    strikesEachSide: 50,
    hasCharts: false,
  });
});

test("the last price cannot be taken away", () => {
  const settings = new ChainSettings(new FakeStorage());
  for (const { id } of LEG_COLUMNS) if (settings.choices.columns.includes(id)) settings.toggleColumn(id);
  expect(settings.choices.columns).toEqual(["ltp"]);
});

test("what is stored and wrong is not taken", () => {
  const read = (stored: string) => new ChainSettings(new FakeStorage(stored)).choices;
  for (const wrong of ["{", "null", "7", '"text"', '{"columns":"ltp","strikesEachSide":7,"hasCharts":1}'])
    expect(read(wrong)).toEqual(DEFAULT_CHOICES);
  expect(read('{"columns":["oi","moon","oi",3],"strikesEachSide":20}')).toEqual({
    columns: ["ltp", "oi"],
    strikesEachSide: 20,
    hasCharts: null,
  });
});

test("where nothing can be stored choices last until the page is left", () => {
  const refuse = () => {
    throw new Error("storage is forbidden");
  };
  const settings = new ChainSettings({ getItem: refuse, setItem: refuse });
  settings.choose({ strikesEachSide: 5 });
  expect(settings.choices.strikesEachSide).toBe(5);
});
