import { useNavigate, useSearch } from '@tanstack/react-router'
import { language } from '@/kernel/text'

type Address = Record<string, string | undefined>

/** What the address says, and a way to say it otherwise: `?profile=current&figure=able`. */
export function useAddress(): { at: Address; go: (some: Address) => void } {
  const at: Address = useSearch({ strict: false })
  const navigate = useNavigate()
  return {
    at,
    go: (some) =>
      void navigate({
        to: '.',
        search: { ...at, ...some } as never,
        replace: true,
        resetScroll: false,
      }),
  }
}

/** What stands open to everyone, in the reader's language: `/level`, `/level/badge.svg`. */
export function publicAddress(path: string, profile?: string): string {
  const query = new URLSearchParams({ lang: language(), ...(profile && { profile }) })
  return `${path}?${query}`
}
