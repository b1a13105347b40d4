import type { FallenOut, WhatIfOut } from '@/kernel/api/types.gen'
import type { Bar, Figure } from './figures'
import type { Assumed } from './parts/Squares'

/** What a what-if supposes; kept in the address: `?off=his.queue&met=TT54/33&not_met=TT54/1`. */
export type Assumptions = { off: string[]; met: string[]; not_met: string[] }

type Address = Record<string, string | undefined>

const list = (text: string | undefined) => (text ? text.split(',') : [])
const write = (items: string[]) => (items.length ? items.join(',') : undefined)

export function read(at: Address): Assumptions {
  return { off: list(at.off), met: list(at.met), not_met: list(at.not_met) }
}

export function written({ off, met, not_met }: Assumptions): Address {
  return { off: write(off), met: write(met), not_met: write(not_met) }
}

/** A press goes round: as it is, taken as met, taken as not met, as it is. */
export function pressed(now: Assumptions, id: string): Assumptions {
  const without = (items: string[]) => items.filter((each) => each !== id)
  if (now.met.includes(id)) {
    return { ...now, met: without(now.met), not_met: [...now.not_met, id] }
  }
  if (now.not_met.includes(id)) return { ...now, not_met: without(now.not_met) }
  return { ...now, met: [...now.met, id] }
}

export function switched(now: Assumptions, module: string): Assumptions {
  const off = now.off.includes(module)
    ? now.off.filter((each) => each !== module)
    : [...now.off, module]
  return { ...now, off }
}

export function assumedOf({ met, not_met }: Assumptions): Record<string, Assumed> {
  return Object.fromEntries([
    ...met.map((id) => [id, 'met'] as const),
    ...not_met.map((id) => [id, 'not_met'] as const),
  ])
}

/** The squares as they would be. */
export function barsAfter(bars: Bar[], found: WhatIfOut | undefined, figure: Figure): Bar[] {
  const after = new Map(changedIn(found, figure).map((each) => [each.id, each.after]))
  return bars.map((bar) => ({
    ...bar,
    squares: bar.squares.map((each) => ({
      ...each,
      verdict: after.get(each.id) ?? each.verdict,
      three: { ...each.three, [figure]: after.get(each.id) ?? each.three[figure] },
    })),
  }))
}

export function changedIn(found: WhatIfOut | undefined, figure: Figure): FallenOut[] {
  return (found?.changed ?? []).filter((each) => each.figure === figure)
}
