"use client";

import { Button } from "@/components/ui/button";
import { ErrorState, SkeletonRows } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import { useToast } from "@/components/ui/toast";
import { useEndLogin, useLogins, useLogout } from "@/lib/api/hooks/session";
import { plainProblem } from "@/lib/api/problems";
import type { Login } from "@/lib/api/types";
import { formatAgo, formatMoment } from "@/lib/format";

/** Every device this person is signed in on; any of them can be ended here. */
export function SignIns() {
  const { data, error, refetch } = useLogins();
  if (error && !data) return <ErrorState title="The sign-ins could not be read" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={3} label="Reading sign-ins" />;
  return (
    <section className="max-w-[640px]">
      <h2>Where you are signed in</h2>
      <ul className="mt-2 border-t border-rule">
        {data.items.map((login) => (
          <SignIn key={login.login_id} login={login} />
        ))}
      </ul>
    </section>
  );
}

function SignIn({ login }: { login: Login }) {
  const end = useEndLogin();
  const logout = useLogout();
  const toast = useToast();
  const stop = () =>
    login.current
      ? logout.mutate()
      : end.mutate(login.login_id, {
          onSuccess: () => toast({ text: "That sign-in has ended" }),
          onError: (error) => toast({ text: plainProblem(error).text, tone: "danger" }),
        });
  return (
    <li className="flex items-center justify-between gap-4 border-b border-hair py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {deviceWords(login.device)} {login.current && <Tag tone="brand">this one</Tag>}
        </p>
        <p className="text-small text-muted">
          since {formatMoment(login.created_at)}, last used {formatAgo(login.last_used_at)}
        </p>
      </div>
      <Button size="small" busy={(end.isPending || logout.isPending) && "Ending"} onClick={stop}>
        {login.current ? "Sign out" : "End"}
      </Button>
    </li>
  );
}

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS/, "macOS"],
  [/Linux/, "Linux"],
];

/** A browser's long signature as a person would name the device. */
function deviceWords(signature: string): string {
  const find = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(signature))?.[1];
  const words = [find(BROWSERS), find(SYSTEMS)].filter(Boolean).join(" on ");
  return words || signature || "Unknown device";
}
