/** A list that is short enough to be held whole: page after page until its end. */
export async function everything<T>(
  page: (query: {
    after?: string
    limit: number
  }) => Promise<{ items: T[]; next: string | null } | undefined>,
): Promise<T[]> {
  const found: T[] = []
  let after: string | undefined
  do {
    const next = await page({ after, limit: 200 })
    found.push(...(next?.items ?? []))
    after = next?.next ?? undefined
  } while (after)
  return found
}
