import type { Metadata } from "next";
import { ForecastsPage } from "@/features/forecasts/forecasts-page";

export const metadata: Metadata = { title: "Forecast" };

export default ForecastsPage;
