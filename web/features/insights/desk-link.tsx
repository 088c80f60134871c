"use client";

import type { ComponentProps } from "react";
import { TextLink } from "@/components/ui/button";
import { useLastingQuery } from "@/lib/hooks/url-state";

/** A link to another page of the desk that keeps the shop and the days: `href` may carry its own query. */
export function DeskLink({ href, ...rest }: Omit<ComponentProps<typeof TextLink>, "href"> & { href: string }) {
  const [path = "", own = ""] = href.split("?");
  const search = new URLSearchParams(useLastingQuery());
  for (const [name, value] of new URLSearchParams(own)) search.set(name, value);
  const text = search.toString();
  return <TextLink {...rest} href={`${path}${text ? `?${text}` : ""}`} />;
}
