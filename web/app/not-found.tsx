import { TextLink } from "@/components/ui/button";

export default function NotFoundPage() {
  return (
    <main className="grid min-h-screen place-items-center px-4">
      <div>
        <h1>There is no page under this address</h1>
        <p className="mt-1 text-muted">
          It may have moved. <TextLink href="/today/">Go to today</TextLink>
        </p>
      </div>
    </main>
  );
}
