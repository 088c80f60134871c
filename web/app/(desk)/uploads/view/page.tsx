import type { Metadata } from "next";
import { UploadPage } from "@/features/uploads/view/upload-page";

export const metadata: Metadata = { title: "Upload" };

export default UploadPage;
