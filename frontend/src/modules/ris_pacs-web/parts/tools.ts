import {
  IconAngle,
  IconArrowsVertical,
  IconArrowUpRight,
  IconCircleDotted,
  IconContrast,
  IconPolygon,
  IconRuler2,
  IconVectorTriangle,
  IconZoomIn,
  IconZoomScan,
} from '@/kernel/ui/icons'
import type { View } from './Stage'

/** In the order of the keys 1 to 0. */
export const TOOLS = [
  ['scroll', IconArrowsVertical],
  ['window', IconContrast],
  ['zoom', IconZoomIn],
  ['lens', IconZoomScan],
  ['length', IconRuler2],
  ['angle', IconAngle],
  ['cobb', IconVectorTriangle],
  ['ellipse', IconCircleDotted],
  ['polygon', IconPolygon],
  ['arrow', IconArrowUpRight],
] as const

export const START: View = { zoom: 1, x: 0, y: 0, turn: 0, flipped: false, inverted: false }
