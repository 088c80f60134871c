/**
 * Light, dark, or as the system says. The choice is kept on this device and put on <html> by a
 * script that runs before the first paint (see app/layout.tsx), so nothing flashes.
 */
export type Theme = "system" | "light" | "dark";

const THEME_KEY = "aisle.theme";
const RAIL_KEY = "aisle.rail";

export function readTheme(): Theme {
  const kept = window.localStorage.getItem(THEME_KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") {
    window.localStorage.removeItem(THEME_KEY);
    delete document.documentElement.dataset.theme;
  } else {
    window.localStorage.setItem(THEME_KEY, theme);
    document.documentElement.dataset.theme = theme;
  }
}

/** The rail is wide unless it was made slim here; a data attribute lets CSS decide before React runs. */
export function toggleRail(): void {
  const root = document.documentElement;
  const slim = root.dataset.rail !== "slim";
  if (slim) root.dataset.rail = "slim";
  else delete root.dataset.rail;
  window.localStorage.setItem(RAIL_KEY, slim ? "slim" : "wide");
}

/** Runs inline, before anything is drawn; its hash stands in the content security policy. */
export const BEFORE_PAINT = `try{var s=localStorage,d=document.documentElement.dataset,t=s.getItem("${THEME_KEY}");if(t==="light"||t==="dark")d.theme=t;if(s.getItem("${RAIL_KEY}")==="slim")d.rail="slim"}catch(e){}`;
