import type { Metadata } from "next";
import { SignupPage } from "@/features/door/signup-page";

export const metadata: Metadata = { title: "Open a shop" };

export default SignupPage;
