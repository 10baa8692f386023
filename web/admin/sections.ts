/** Of the admin's view, in the order of their navigation; the id is the last part of the path. */
export const SECTIONS = [
  { id: "feed", title: "Feed" },
  { id: "slots", title: "Slots" },
  { id: "plan", title: "Tier B plan" },
  { id: "log", title: "Subscription log" },
  { id: "day", title: "End of day" },
  { id: "master", title: "Instrument master" },
  { id: "users", title: "Users" },
  { id: "dhan", title: "Dhan account" },
] as const;

export type SectionId = (typeof SECTIONS)[number]["id"];

/** The first where none is named; null for what is no section. */
export function sectionOf(id: string | null): SectionId | null {
  if (id === null) return SECTIONS[0].id;
  return SECTIONS.find((section) => section.id === id)?.id ?? null;
}
