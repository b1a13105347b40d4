import { act } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useLive } from './live'
import { renderAt } from './testing'

class Stream {
  static CLOSED = 2
  static all: Stream[] = []
  readyState = 1
  onerror = () => {}
  hears: Record<string, (event: { data: string }) => void> = {}
  constructor(readonly url: string) {
    Stream.all.push(this)
  }
  addEventListener(kind: string, hear: (event: { data: string }) => void) {
    this.hears[kind] = hear
  }
  close() {
    this.readyState = Stream.CLOSED
  }
}

function Board() {
  useLive(['queue:1'])
  return null
}

beforeEach(() => {
  Stream.all = []
  vi.stubGlobal('EventSource', Stream)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('asks who is signed in when the stream is refused, and opens it again', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (input: Request | string) => {
    asked.push(new URL(input instanceof Request ? input.url : input, 'http://here').pathname)
    return new Response('{}', { status: 200 })
  })
  const { queries } = await renderAt(<Board />)
  const told = vi.spyOn(queries, 'invalidateQueries')
  await vi.waitFor(() => expect(Stream.all).toHaveLength(1))

  vi.useFakeTimers()
  const refused = Stream.all[0] as Stream
  refused.readyState = Stream.CLOSED
  act(() => refused.onerror())
  await act(() => vi.advanceTimersByTimeAsync(10_000))
  expect(asked).toEqual(['/api/session'])
  expect(Stream.all).toHaveLength(2)

  act(() => Stream.all[1]?.hears.open?.({ data: '{}' }))
  await act(() => vi.advanceTimersByTimeAsync(300))
  expect(told).toHaveBeenCalledOnce()
})
