import { expect, test } from 'vitest'
import type { WhatIfOut } from '@/kernel/api/types.gen'
import { assumedOf, barsAfter, pressed, read, switched, written } from '../assumptions'
import { barsOf } from '../figures'
import { GROUPS, TOLD } from './samples'

const NOTHING = { off: [], met: [], not_met: [] }

test('a press goes round: as met, as not met, as it is', () => {
  const once = pressed(NOTHING, 'TT54/33')
  expect(assumedOf(once)).toEqual({ 'TT54/33': 'met' })
  const twice = pressed(once, 'TT54/33')
  expect(assumedOf(twice)).toEqual({ 'TT54/33': 'not_met' })
  expect(pressed(twice, 'TT54/33')).toEqual(NOTHING)
})

test('a what-if stands in the address and can be sent to a colleague', () => {
  const supposed = switched(pressed(NOTHING, 'TT54/33'), 'his.queue')
  expect(written(supposed)).toEqual({ off: 'his.queue', met: 'TT54/33', not_met: undefined })
  expect(read(written(supposed))).toEqual(supposed)
  expect(switched(supposed, 'his.queue').off).toEqual([])
})

test('the squares show what would be, only in the figure that is looked at', () => {
  const found = {
    changed: [
      { id: 'TT54/1', figure: 'able', before: 'by_attestation', after: 'not_met', because: [] },
      { id: 'TT54/2', figure: 'reached', before: 'not_met', after: 'met', because: [] },
    ],
  } as unknown as WhatIfOut
  const after = barsAfter(barsOf(TOLD, GROUPS, 'able'), found, 'able')
  expect(after[0]?.squares.map(({ verdict }) => verdict)).toEqual(['not_met', 'not_met'])
})
