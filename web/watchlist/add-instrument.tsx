import { type FormEvent, type RefObject, useEffect, useState } from "react";
import { useMarket } from "../market.ts";

export function AddInstrument({ input }: { input: RefObject<HTMLInputElement | null> }) {
  const { board } = useMarket();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [input]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = board.add(text);
    setProblem(result.ok ? null : result.reason);
    if (result.ok) setText("");
  };

  return (
    <form className="add-instrument" onSubmit={submit}>
      <label className="for-ear" htmlFor="add-key">
        Instrument key to add, SEGMENT:SECURITY_ID
      </label>
      <input
        ref={input}
        id="add-key"
        value={text}
        placeholder="Add a key, e.g. NSE_EQ:2885   /"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        aria-invalid={problem !== null}
        aria-describedby="add-problem"
        onChange={(event) => {
          setText(event.target.value);
          setProblem(null);
        }}
      />
      <button type="submit">Add</button>
      <p id="add-problem" className="problem" role="alert">
        {problem}
      </p>
    </form>
  );
}
