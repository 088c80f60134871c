import type { Metadata } from "next";
import { UploadsPage } from "@/features/uploads/uploads-page";

export const metadata: Metadata = { title: "Upload sales" };

export default UploadsPage;
