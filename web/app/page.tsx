"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ErrorState } from "@/components/ui/states";
import { useMe } from "@/lib/api/hooks/session";

/** The front door: on to today's page, or to sign in. */
export default function FrontPage() {
  const { data, error, refetch } = useMe();
  const router = useRouter();
  useEffect(() => {
    if (data !== undefined) router.replace(data ? "/today/" : "/login/");
  }, [data, router]);
  return (
    <main className="grid min-h-screen place-items-center px-4">
      {error && <ErrorState title="Aisle could not be reached" error={error} onRetry={() => void refetch()} />}
    </main>
  );
}
