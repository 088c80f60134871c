import type { FormEventHandler, ReactNode } from "react";
import { Mark } from "@/components/frame/mark";

type DoorProps = { title: string; children: ReactNode; onSubmit: FormEventHandler; below: ReactNode };

/** The shape of the pages before the desk: the sign, one form, one way over to the other page. */
export function Door({ title, children, onSubmit, below }: DoorProps) {
  return (
    <main className="mx-auto min-h-screen max-w-[432px] px-4 pt-[12vh] pb-16">
      <p className="mb-6 flex items-center gap-2.5 text-lead font-semibold tracking-[-0.02em]">
        <Mark className="h-[18px] w-4 text-brand" />
        Aisle
      </p>
      <h1 className="mb-5">{title}</h1>
      <form onSubmit={onSubmit} noValidate className="grid gap-4">
        {children}
      </form>
      <p className="mt-6 text-muted">{below}</p>
    </main>
  );
}

/** What was wrong with the whole form, beside the button that was pressed. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="text-danger empty:hidden">
      {children}
    </p>
  );
}
