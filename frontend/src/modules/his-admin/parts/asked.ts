import { useNavigate, useSearch } from '@tanstack/react-router'

/** What a page was asked, kept in its address: `?user=…&permission=…`. */
export function useAsked<const K extends string>(
  ...names: K[]
): [Partial<Record<K, string>>, (change: Partial<Record<K, string | null>>) => void] {
  const search: Record<string, string | undefined> = useSearch({ strict: false })
  const navigate = useNavigate()
  const asked: Partial<Record<K, string>> = {}
  for (const name of names) {
    const value = search[name]
    if (value) asked[name] = value
  }
  const ask = (change: Partial<Record<K, string | null>>) => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...change }).map(([name, value]) => [name, value || undefined]),
    )
    navigate({ to: '.', search: next as never, replace: true })
  }
  return [asked, ask]
}
