import type { Metadata } from "next";
import { WelcomePage } from "@/features/welcome/welcome-page";

export const metadata: Metadata = { title: "Welcome" };

export default WelcomePage;
