"use client";

import { useTheme } from "@/components/frame/account-menu";
import { Choices } from "@/components/ui/choice";
import type { Theme } from "@/lib/theme";

const OPTIONS = [
  { value: "system", label: "As the system", note: "Follows this device, also when it changes in the evening" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function Appearance() {
  const [theme, setTheme] = useTheme();
  return (
    <section className="max-w-[440px]">
      <h2>Light or dark</h2>
      <p className="mt-0.5 mb-3 text-small text-muted">Kept on this device only.</p>
      <Choices label="Light or dark" value={theme} onChange={(value) => setTheme(value as Theme)} options={OPTIONS} />
    </section>
  );
}
