import { expect, test } from 'vitest'
import type { Mend } from '@/kernel/api/types.gen'
import { pathOf } from '../parts/words'

const OF = { patient_id: 'p', encounter_id: 'e' }

test('every reason leads to the screen where it is mended', () => {
  const found: [Mend, string | undefined][] = [
    ['patient', '/patients/p'],
    ['coverage', '/insurance/visits/e'],
    ['exam', '/visits/e'],
    ['orders', '/visits/e'],
    ['drugs', '/visits/e'],
    ['papers', '/visits/e'],
    ['bill', '/billing/e'],
    ['prices', '/catalogs/service'],
    ['staff', '/admin/users'],
    ['facility', '/admin/places'],
    ['dossier', undefined],
  ]
  for (const [mend, path] of found) expect(pathOf(mend, OF)).toBe(path)
})
