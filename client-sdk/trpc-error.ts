import { TRPCClientError } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { ApiError, type ApiErrorFields } from "./api-error.ts";

/** What the server answered to a call that it refused. */
export function apiError(error: TRPCClientError<AnyRouter>): ApiError {
  const { code, httpStatus, reason } = (error.data ?? {}) as Partial<ApiErrorFields>;
  return new ApiError({
    message: error.message,
    code: code ?? "UNREACHABLE",
    httpStatus: httpStatus ?? null,
    reason: reason ?? null,
    cause: error,
  });
}

/** What the call gives; it rejects with ApiError. */
export async function withApiErrors<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof TRPCClientError ? apiError(error) : error;
  }
}
