/** The sign: two shelves and the way between them. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 18" className={className} fill="none" stroke="currentColor" strokeWidth={2.5} strokeLinecap="round" aria-hidden>
      <path d="M2 16.5 6 1.5M14 16.5 10 1.5" />
    </svg>
  );
}
