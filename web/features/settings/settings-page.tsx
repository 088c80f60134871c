"use client";

import { Page } from "@/components/frame/page";
import { Tabs } from "@/components/ui/tabs";
import { useCurrentMe } from "@/lib/hooks/session";
import { useUrlState } from "@/lib/hooks/url-state";
import { About } from "./about";
import { Appearance } from "./appearance";
import { People } from "./people";
import { ShopSettings } from "./shop-settings";
import { SignIns } from "./sign-ins";

export function SettingsPage() {
  const [tab, setTab] = useUrlState("tab", "shop");
  const { permissions } = useCurrentMe();
  const tabs = [
    { value: "shop", label: "Shop" },
    ...(permissions.includes("staff.manage") ? [{ value: "people", label: "People" }] : []),
    { value: "sign-ins", label: "Sign-ins" },
    { value: "appearance", label: "Appearance" },
    { value: "about", label: "About" },
  ];
  const shown = tabs.some((one) => one.value === tab) ? tab : "shop";
  return (
    <Page title="Settings">
      <Tabs label="Settings" value={shown} onChange={setTab} tabs={tabs}>
        <div className="pt-6">
          {shown === "shop" && <ShopSettings />}
          {shown === "people" && <People />}
          {shown === "sign-ins" && <SignIns />}
          {shown === "appearance" && <Appearance />}
          {shown === "about" && <About />}
        </div>
      </Tabs>
    </Page>
  );
}
