import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import {
  type AnyRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  RouterProvider,
} from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { getJson } from './client'
import { NoSuchPage, PageFailed, StartFailed } from './Failed'
import { Home } from './Home'
import { type Assembly, AssemblyContext } from './may'
import { InstalledContext, type Module } from './module'
import { LineDown, Refusal } from './refusal'
import { root } from './routes'
import { Shell } from './Shell'
import { speak, useLanguage } from './text'
import { theme } from './theme'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 10_000,
      retry: (times, failure) =>
        times < 2 && (failure instanceof LineDown || (failure as Refusal).status === 503),
    },
  },
})

function routerOf(installed: Module[]) {
  const own: AnyRoute[] = [createRoute({ getParentRoute: () => root, path: '/', component: Home })]
  if (import.meta.env.DEV) {
    own.push(
      createRoute({
        getParentRoute: () => root,
        path: '/gallery',
        component: lazyRouteComponent(() => import('./gallery/Gallery'), 'Gallery'),
      }),
    )
  }
  root.update({ component: Shell })
  return createRouter({
    routeTree: root.addChildren([...own, ...installed.flatMap((module) => module.routes)]),
    // Filters read as people write them: ?state=waiting&q=an
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const said = Object.entries(search).filter(([, value]) => value !== undefined)
      const text = new URLSearchParams(said.map(([key, value]) => [key, String(value)])).toString()
      return text && `?${text}`
    },
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: NoSuchPage,
    defaultPreload: 'intent',
    defaultPendingMs: 300,
  })
}

export function App({ installed }: { installed: Module[] }) {
  return (
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} withCssVariables={false} withGlobalClasses={false}>
        <Start installed={installed} />
      </MantineProvider>
    </QueryClientProvider>
  )
}

function Start({ installed }: { installed: Module[] }) {
  const language = useLanguage()
  const router = useMemo(() => routerOf(installed), [installed])
  const { data, error, refetch } = useQuery({
    queryKey: ['assembly'],
    queryFn: ({ signal }) => getJson<Assembly>('/api/assembly', signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const preferred = data?.user.language
  useEffect(() => {
    document.documentElement.lang = language
    if (preferred && !localStorage.getItem('language')) speak(preferred)
  }, [preferred, language])

  if (!data) {
    const leaving = error instanceof Refusal && error.status === 401
    return error && !leaving ? <StartFailed error={error} onRetry={refetch} /> : null
  }
  return (
    <InstalledContext value={installed}>
      <AssemblyContext value={data}>
        <RouterProvider key={language} router={router} />
      </AssemblyContext>
    </InstalledContext>
  )
}
