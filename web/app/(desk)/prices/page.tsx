import type { Metadata } from "next";
import { PricesPage } from "@/features/prices/prices-page";

export const metadata: Metadata = { title: "Prices" };

export default PricesPage;
