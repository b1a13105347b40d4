import { expect, test } from 'vitest'
import { INSTALLED } from '@/modules'

test('a folded menu is told apart by its icons: no two entries share one', () => {
  const entries = INSTALLED.flatMap((module) => module.nav ?? [])
  const shared = entries.filter((one) =>
    entries.some((other) => other !== one && other.icon === one.icon),
  )
  expect(shared.map((entry) => entry.to)).toEqual([])
})
