export function ProfilePage() {
  return (
    <section className="panel profile" aria-label="Profile">
      <h2>Profile</h2>
    </section>
  );
}
