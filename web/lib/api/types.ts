/** Short names for the shapes of the API that pages speak of; the shapes themselves are generated. */
import type { Schema } from "./api";

export type Grant = Schema<"AccessToken">;
export type Me = Schema<"Me">;
export type Role = User["role"];
export type Login = Schema<"Login">;
export type User = Schema<"User">;
export type UserIn = Schema<"UserInput">;
export type SignupIn = Schema<"SignUp">;
export type Store = Schema<"StoreOut">;
export type StoreIn = Schema<"StoreIn">;
export type Product = Schema<"ProductOut">;
export type Upload = Schema<"UploadOut">;
export type UploadState = Upload["state"];
export type UploadQuestion = Schema<"QuestionOut">;
export type UploadPreview = Schema<"PreviewOut">;
export type UploadRow = Schema<"StagedRowOut">;
export type RowOutcome = UploadRow["outcome"];
