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
import type { Window } from './dicomweb'
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

export type Preset = { name: string; centre: number; width: number }

/** The house's windows; what a person added comes with `settings`. */
export const PRESETS: Record<string, Preset[]> = {
  CT: [
    { name: 'lung', centre: -600, width: 1500 },
    { name: 'bone', centre: 480, width: 2500 },
    { name: 'brain', centre: 40, width: 80 },
    { name: 'abdomen', centre: 40, width: 400 },
    { name: 'mediastinum', centre: 50, width: 350 },
  ],
}

export const START: View = { zoom: 1, x: 0, y: 0, turn: 0, flipped: false, inverted: false }

export function windowOf(preset: Preset): Window {
  return { centre: preset.centre, width: preset.width }
}
