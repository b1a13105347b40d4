import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// Nothing in a test goes over a line; a test of live screens puts its own here.
Object.defineProperty(globalThis, 'EventSource', {
  value: undefined,
  configurable: true,
  writable: true,
})

afterEach(() => {
  cleanup()
  localStorage.clear()
})
