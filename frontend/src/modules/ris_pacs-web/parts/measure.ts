import { t } from '../text'
import type { Particulars } from './dicomweb'

export type Point = { x: number; y: number }
export type Line = { from: Point; to: Point }

/** The length of a line between two points of the picture, in its own pixels: in millimetres
 * where the machine says how large a pixel is, and it says so where it does not. */
export function lengthOf(line: Line, of: Particulars): string {
  const across = line.to.x - line.from.x
  const down = line.to.y - line.from.y
  if (!of.spacing) return t('px', { length: Math.hypot(across, down).toFixed(0) })
  const length = Math.hypot(across * of.spacing[1], down * of.spacing[0]).toFixed(1)
  return t(of.onDetector ? 'onDetector' : 'mm', { length })
}
