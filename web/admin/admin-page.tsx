import type { ComponentType } from "react";
import { useMarket } from "../market.ts";
import { NotFound } from "../shell/not-found.tsx";
import { AdminNav } from "./admin-nav.tsx";
import { DaySection } from "./day/day-section.tsx";
import { DhanSection } from "./dhan/dhan-section.tsx";
import { FeedSection } from "./feed/feed-section.tsx";
import { LogSection } from "./log/log-section.tsx";
import { MasterSection } from "./master/master-section.tsx";
import { NoAdmin } from "./no-admin.tsx";
import { PlanSection } from "./plan/plan-section.tsx";
import { type SectionId, sectionOf } from "./sections.ts";
import { SlotsSection } from "./slots/slots-section.tsx";
import { UsersSection } from "./users/users-section.tsx";

const VIEWS: Record<SectionId, ComponentType> = {
  feed: FeedSection,
  slots: SlotsSection,
  plan: PlanSection,
  log: LogSection,
  day: DaySection,
  master: MasterSection,
  users: UsersSection,
  dhan: DhanSection,
};

/** @param section the first when null */
export function AdminPage({ section }: { section: string | null }) {
  const { me } = useMarket();
  const current = sectionOf(section);
  if (me?.role !== "admin") return <NoAdmin />;
  if (current === null) return <NotFound />;
  const View = VIEWS[current];
  return (
    <div className="admin panel">
      <AdminNav current={current} />
      <div className="admin-section">
        <View />
      </div>
    </div>
  );
}
