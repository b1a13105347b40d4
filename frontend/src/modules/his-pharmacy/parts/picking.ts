import type { DispensingItemOut, PickOut } from '@/kernel/api/types.gen'
import { least, sum, units, written } from './quantity'

export type Take = { lot_id: string; quantity: string }
/** What was taken off the shelf for each line, before it is posted. */
export type Picked = Record<string, Take[]>

/** The lots of a line: the scanned one first, then by expiry, as far as the line goes. */
export function take(item: DispensingItemOut, scannedLot?: string): Take[] {
  const first = item.lots.filter((each) => each.lot_number === scannedLot)
  const rest: PickOut[] = item.lots.filter((each) => each.lot_number !== scannedLot)
  const taken: Take[] = []
  let left = units(item.owed)
  for (const lot of first.length ? [...first, ...rest] : item.picks) {
    if (left <= 0n) break
    const quantity = least(lot.quantity, written(left))
    taken.push({ lot_id: lot.lot_id, quantity })
    left -= units(quantity)
  }
  return taken
}

export function taken(picked: Picked, item: DispensingItemOut): string {
  return sum((picked[item.id] ?? []).map((each) => each.quantity))
}

/** The line that a scanned drug belongs to: one that is not taken yet. */
export function lineOf(
  items: DispensingItemOut[],
  picked: Picked,
  code: string,
): DispensingItemOut | undefined {
  return items.find(
    (item) => item.gives_code === code && units(item.owed) > 0n && !picked[item.id]?.length,
  )
}

/** What is sent: lines with their lots. */
export function portions(items: DispensingItemOut[], picked: Picked) {
  return items.flatMap((item) => {
    const lots = (picked[item.id] ?? []).filter((each) => units(each.quantity) > 0n)
    return lots.length && units(item.owed) > 0n
      ? [{ item_id: item.id, quantity: sum(lots.map((each) => each.quantity)), lots }]
      : []
  })
}
