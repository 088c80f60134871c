import type { NextConfig } from "next";

/**
 * A static export: the API process serves these files, so there is no Node at run time.
 * In development only, calls to /v1 go to a running `aisle serve` (AISLE_API names it).
 */
const development = process.env.NODE_ENV === "development";

const config: NextConfig = {
  output: "export",
  trailingSlash: true,
  images: { unoptimized: true },
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  allowedDevOrigins: ["127.0.0.1"],
  ...(development && {
    output: undefined,
    skipTrailingSlashRedirect: true,
    rewrites: async () => [
      { source: "/v1/:path*", destination: `${process.env.AISLE_API ?? "http://127.0.0.1:8000"}/v1/:path*` },
    ],
  }),
};

export default config;
