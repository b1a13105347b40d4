import type { CreateClientConfig } from './api/client.gen'
import { dropAllDrafts } from './draft'
import { lineIs } from './line'
import { notePrinter } from './printers'
import { LineDown, Refusal, readRefusal } from './refusal'

let csrf: Promise<string> | undefined

/** The session's token for changes; fetched once, again when the server says it is stale. */
function csrfToken(): Promise<string> {
  csrf ??= fetch('/api/session', { headers: { Accept: 'application/json' } })
    .then(async (answer) => (answer.ok ? ((await answer.json()).csrf_token as string) : ''))
    .catch((failure) => {
      csrf = undefined
      throw failure
    })
  return csrf
}

export function signInAgain() {
  if (window.location.pathname.startsWith('/login')) return
  const here = window.location.pathname + window.location.search
  window.location.assign(`/login?next=${encodeURIComponent(here)}`)
}

/** `fetch` with what every request of ours needs. Refusals are thrown as `Refusal`. */
export async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  const changes = !['GET', 'HEAD'].includes(request.method)
  const again = changes ? request.clone() : undefined
  let answer: Response
  try {
    if (changes) request.headers.set('X-CSRF-Token', await csrfToken())
    answer = await fetch(request)
  } catch (failure) {
    if (request.signal.aborted) throw failure
    lineIs(false)
    throw new LineDown('network')
  }
  lineIs(true)
  notePrinter(answer)
  if (answer.ok) return answer
  const refusal = readRefusal(answer.status, await answer.json().catch(() => undefined))
  if (again && answer.status === 403 && /csrf/i.test(refusal.error)) {
    csrf = undefined
    again.headers.set('X-CSRF-Token', await csrfToken())
    const second = await fetch(again)
    if (second.ok) return second
    throw readRefusal(second.status, await second.json().catch(() => undefined))
  }
  // A wrong password or code in a form of ours is 401 too; that person is signed in.
  if (refusal.error === 'NotSignedIn') signInAgain()
  throw refusal
}

/** Used by the generated client (openapi-ts.config.ts). */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: window.location.origin,
  throwOnError: true,
  fetch: ask,
})

/** A plain JSON call, for the kernel itself; modules call the generated client. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask(new URL(path, window.location.origin), { signal })).json()
}

export async function signOut() {
  dropAllDrafts()
  await ask(new URL('/api/session', window.location.origin), { method: 'DELETE' }).catch(
    (failure) => {
      if (!(failure instanceof Refusal)) throw failure
    },
  )
  window.location.assign('/login')
}
