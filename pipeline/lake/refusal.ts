/** Whether the operating system took no more: a full or read-only disk, or a quota. What is missing or damaged is something else. */
export const isDiskRefusal = (error: unknown): boolean => error instanceof Error && NO_ROOM.test(error.message);

/** ENOSPC, EDQUOT, EFBIG and EROFS, in Deno's words and Polars'. */
const NO_ROOM = /os error (28|122|27|30)\b|Os \{ code: (28|122|27|30)\b/;
