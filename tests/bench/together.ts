/**
 * Does several works side by side. Once one has failed, the signal that the others were given aborts, and none is left behind.
 *
 * @throws what the first one failed with
 */
export async function together<const T extends readonly unknown[]>(
  signal: AbortSignal,
  works: { [K in keyof T]: (signal: AbortSignal) => Promise<T[K]> },
): Promise<T> {
  const failure = new AbortController();
  const shared = AbortSignal.any([signal, failure.signal]);
  const outcomes = await Promise.allSettled(works.map((work) =>
    work(shared).catch((error) => {
      failure.abort(error);
      throw error;
    })
  ));
  failure.signal.throwIfAborted();
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
