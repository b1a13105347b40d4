import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  type RouterHistory,
  RouterProvider,
} from '@tanstack/react-router'
import { act, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { press } from './keys'
import { type Assembly, AssemblyContext, NOBODY } from './may'
import { InstalledContext, type Module } from './module'
import { theme } from './theme'

type Around = {
  assembly?: Partial<Assembly>
  installed?: Module[]
  at?: string
  /** The window's own, where Back is what is tested. */
  history?: RouterHistory
}

/** Show something as in the application: `await renderAt(<Waiting />, { assembly: { may: [...] } })`. */
export async function renderAt(shown: ReactNode, around: Around = {}) {
  const { assembly = {}, installed = [], at = '/', history } = around
  const router = createRouter({
    routeTree: createRootRoute({ component: () => shown }),
    history: history ?? createMemoryHistory({ initialEntries: [at] }),
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const said = Object.entries(search).filter(([, value]) => value !== undefined)
      const text = new URLSearchParams(said as [string, string][]).toString()
      return text && `?${text}`
    },
  })
  await router.load()
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const result = render(
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} env="test" withCssVariables={false} withGlobalClasses={false}>
        <InstalledContext value={installed}>
          <AssemblyContext value={{ ...NOBODY, ...assembly }}>
            <RouterProvider router={router} />
          </AssemblyContext>
        </InstalledContext>
      </MantineProvider>
    </QueryClientProvider>,
  )
  return { ...result, router, queries }
}

/** A key of the page, pressed as on a keyboard. */
export function pressKey(key: string, more: KeyboardEventInit = {}) {
  act(() => press(new KeyboardEvent('keydown', { key, cancelable: true, ...more })))
}
