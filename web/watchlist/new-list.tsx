import { type FormEvent, useState } from "react";

/** @param onCreate resolves to whether it was made */
export function NewList({ onCreate }: { onCreate(name: string): Promise<boolean> }) {
  const [name, setName] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && (await onCreate(name))) setName("");
  };
  return (
    <form className="list-line" onSubmit={submit}>
      <input
        aria-label="Name of a new list"
        placeholder="A new list's name"
        autoComplete="off"
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" disabled={name.trim() === ""}>
        Create
      </button>
    </form>
  );
}
