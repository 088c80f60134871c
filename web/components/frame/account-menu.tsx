"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "@/components/ui/menu";
import { useLogout } from "@/lib/api/hooks/session";
import { useCurrentMe } from "@/lib/hooks/session";
import { chooseTheme, readTheme, type Theme } from "@/lib/theme";

const THEMES: { value: Theme; word: string }[] = [
  { value: "system", word: "As the system" },
  { value: "light", word: "Light" },
  { value: "dark", word: "Dark" },
];

export function AccountMenu() {
  const me = useCurrentMe();
  const router = useRouter();
  const logout = useLogout();
  const [theme, setTheme] = useTheme();
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" aria-label={`${initials(me.name)}, account of ${me.name}`} className="grid size-7 shrink-0 place-items-center rounded-full border border-rule text-tiny font-medium text-muted hover:text-ink">
          {initials(me.name)}
        </button>
      }
    >
      <MenuLabel>
        <span className="block font-medium text-ink">{me.name}</span>
        {me.email}
      </MenuLabel>
      <MenuLine />
      {THEMES.map((one) => (
        <MenuChoice key={one.value} checked={theme === one.value} onSelect={() => setTheme(one.value)}>
          {one.word}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => router.push("/settings/")}>Settings</MenuItem>
      <MenuItem onSelect={() => logout.mutate()}>Sign out</MenuItem>
    </Menu>
  );
}

/** The theme chosen on this device, and how to choose another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(readTheme()), []);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return [theme, choose];
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("").toUpperCase() || "?";
}
