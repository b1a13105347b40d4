import type { Dicom, Region } from './dicomweb'

/** How far a pixel's size is to be believed; the server says the same (ris_pacs/web/shapes.py). */
export type Calibration = 'patient' | 'calibrated' | 'region' | 'detector' | 'none'
export type Scale = { down: number; across: number; by: Calibration }
export type Point = { x: number; y: number }

export const UNKNOWN: Scale = { down: 1, across: 1, by: 'none' }
const PROJECTIONS = ['CR', 'DX', 'MG', 'RF', 'PX', 'IO', 'XA']
const CENTIMETRES = 3

type Sizes = {
  modality: string
  own?: [number, number]
  detector?: [number, number]
  told: boolean
  regions: Region[]
}

export function scaleOf(of: Sizes, points: Point[]): Scale {
  if (of.regions.length > 0) {
    const region = of.regions.find((each) => points.every((point) => within(each, point)))
    return region ? { down: region.dy * 10, across: region.dx * 10, by: 'region' } : UNKNOWN
  }
  const { own, detector } = of
  if (PROJECTIONS.includes(of.modality)) {
    if (own && (of.told || (detector && !same(own, detector)))) return made(own, 'calibrated')
    return made(own ?? detector, 'detector')
  }
  return own ? made(own, 'patient') : made(detector, 'detector')
}

function made(size: [number, number] | undefined, by: Calibration): Scale {
  return size ? { down: size[0], across: size[1], by } : UNKNOWN
}

function same(one: [number, number], other: [number, number]): boolean {
  return one.every((value, place) => Math.abs(value - (other[place] ?? 0)) <= value * 1e-4)
}

function within(region: Region, { x, y }: Point): boolean {
  return (
    region.units &&
    x >= region.left &&
    x <= region.right + 1 &&
    y >= region.top &&
    y <= region.bottom + 1
  )
}

/** The calibrated regions of an ultrasound picture. */
export function regionsOf(items: Dicom[]): Region[] {
  return items.map((each) => {
    const of = (tag: string) => Number(each[tag]?.Value?.[0] ?? Number.NaN)
    return {
      left: of('00186018'),
      top: of('0018601A'),
      right: of('0018601C'),
      bottom: of('0018601E'),
      dx: Math.abs(of('0018602C')),
      dy: Math.abs(of('0018602E')),
      units: of('00186024') === CENTIMETRES && of('00186026') === CENTIMETRES,
    }
  })
}
