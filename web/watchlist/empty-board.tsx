import { useMarket } from "../market.ts";

const EXAMPLES = [
  { name: "Reliance", key: "NSE_EQ:2885" },
  { name: "HDFC Bank", key: "NSE_EQ:1333" },
  { name: "TCS", key: "NSE_EQ:11536" },
];

/** Teaches what the board is for, with examples to click. */
export function EmptyBoard() {
  const { board } = useMarket();
  return (
    <div className="empty-board">
      <p>
        <strong>Nothing on the board yet.</strong>
      </p>
      <p>
        Press <kbd>/</kbd> and type an instrument key: the exchange segment, a colon and the security id. Or start with
        one of these:
      </p>
      <ul>
        {EXAMPLES.map(({ name, key }) => (
          <li key={key}>
            <button type="button" onClick={() => board.add(key)}>
              {name} <span className="faint">{key}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
