import { ask } from '@/kernel/client'
import { regionsOf } from './scale'
import { type Plane, side } from './turning'

type Element = { vr: string; Value?: unknown[] }
export type Dicom = Record<string, Element | undefined>
export type Region = {
  left: number
  top: number
  right: number
  bottom: number
  dx: number
  dy: number
  units: boolean
}

/** One picture that can be shown: an object's frame. */
export type Slice = { address: string; frame: number; object: string }

export type Run = { uid: string; modality: string; description: string; slices: Slice[] }

export type Study = {
  uid: string
  patient: string
  code: string
  date: string
  description: string
  runs: Run[]
}

/** What a picture says of itself that the screen needs. */
export type Particulars = {
  rows: number
  columns: number
  modality: string
  /** Millimetres from pixel to pixel, down and across. */
  own?: [number, number]
  detector?: [number, number]
  /** Somebody said how the spacing was calibrated. */
  told: boolean
  regions: Region[]
  centre?: number
  width?: number
  perSecond?: number
  /** Letters of the patient's side at the right and the lower edge. */
  right: string
  lower: string
  plane?: Plane
  /** It was squeezed with a loss; how many times smaller, where that is known. */
  lossy: boolean
  ratio?: number
}

function first(of: Dicom, tag: string): unknown {
  return of[tag]?.Value?.[0]
}

function text(of: Dicom, tag: string): string {
  const value = first(of, tag)
  if (value && typeof value === 'object') return String(Object.values(value)[0] ?? '')
  return value === undefined || value === null ? '' : String(value)
}

function number(of: Dicom, tag: string): number | undefined {
  const value = Number(first(of, tag) ?? Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

async function get(path: string, signal?: AbortSignal): Promise<Dicom[]> {
  const answer = await ask(new URL(path, window.location.origin), {
    signal,
    headers: { Accept: 'application/dicom+json' },
  })
  return answer.status === 204 ? [] : answer.json()
}

/** A study with what of it can be shown, in the order of its numbers. */
export async function studyOf(uid: string, signal?: AbortSignal): Promise<Study> {
  const place = `/dicom-web/studies/${encodeURIComponent(uid)}`
  const [[whole = {}], series, objects] = await Promise.all([
    get(`/dicom-web/studies?StudyInstanceUID=${encodeURIComponent(uid)}&limit=1`, signal),
    get(`${place}/series`, signal),
    get(`${place}/instances`, signal),
  ])
  const runs = series.map((each) => ({
    uid: text(each, '0020000E'),
    modality: text(each, '00080060'),
    description: text(each, '0008103E') || text(each, '00200011'),
    slices: [] as Slice[],
  }))
  for (const object of objects) {
    const run = runs.find((each) => each.uid === text(object, '0020000E'))
    if (!run || !number(object, '00280010')) continue
    const address = text(object, '00081190')
    for (let frame = 1; frame <= (number(object, '00280008') ?? 1); frame++) {
      run.slices.push({ address, frame, object: text(object, '00080018') })
    }
  }
  return {
    uid,
    patient: text(whole, '00100010').replaceAll('^', ' ').trim(),
    code: text(whole, '00100020'),
    date: text(whole, '00080020').replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3'),
    description: text(whole, '00081030'),
    runs: runs.filter((run) => run.slices.length > 0),
  }
}

export async function particularsOf(slice: Slice, signal?: AbortSignal): Promise<Particulars> {
  const [of = {}] = await get(`${slice.address}/metadata`, signal)
  const perFrame = number(of, '00181063')
  const plane = planeOf(of)
  const said = (of['00200020']?.Value ?? []).map(String)
  return {
    rows: number(of, '00280010') ?? 0,
    columns: number(of, '00280011') ?? 0,
    modality: text(of, '00080060'),
    own: pair(of['00280030']?.Value ?? measures(of)),
    detector: pair(of['00181164']?.Value),
    told: !!text(of, '00280A02'),
    regions: regionsOf((of['00186011']?.Value ?? []) as Dicom[]),
    centre: number(of, '00281050'),
    width: number(of, '00281051'),
    perSecond: number(of, '00082144') ?? (perFrame ? 1000 / perFrame : undefined),
    right: plane ? side(plane.row) : (said[0] ?? ''),
    lower: plane ? side(plane.column) : (said[1] ?? ''),
    plane,
    lossy: text(of, '00282110') === '01',
    ratio: number(of, '00282112'),
  }
}

/** Where each slice of a series lies; nothing for what lies nowhere (X-ray, ultrasound). */
export async function planesOf(
  study: string,
  run: Run,
  signal?: AbortSignal,
): Promise<(Plane | undefined)[]> {
  const place = `/dicom-web/studies/${study}/series/${run.uid}/instances`
  const asked = '?includefield=00200032,00200037,00200052,00280030'
  const found = await get(place + asked, signal)
  const by = new Map(found.map((each) => [text(each, '00080018'), planeOf(each)]))
  return run.slices.map((each) => by.get(each.object))
}

function planeOf(of: Dicom): Plane | undefined {
  const at = of['00200032']?.Value?.map(Number)
  const directions = of['00200037']?.Value?.map(Number)
  const spacing = pair(of['00280030']?.Value)
  if (at?.length !== 3 || directions?.length !== 6 || !spacing) return
  return {
    at,
    row: directions.slice(0, 3),
    column: directions.slice(3),
    rows: number(of, '00280010') ?? 0,
    columns: number(of, '00280011') ?? 0,
    spacing,
    frameOfReference: text(of, '00200052'),
  }
}

function pair(value: unknown[] | undefined): [number, number] | undefined {
  const [down = 0, across = 0] = (value ?? []).map(Number)
  return down > 0 && across > 0 ? [down, across] : undefined
}

/** A patient's other studies, the newest first. */
export async function othersOf(code: string, uid: string, signal?: AbortSignal): Promise<Other[]> {
  if (!code) return []
  const found = await get(
    `/dicom-web/studies?PatientID=${encodeURIComponent(code)}&limit=20`,
    signal,
  )
  return found
    .map((each) => ({
      uid: text(each, '0020000D'),
      name: [
        text(each, '00080020').replace(/(\d{4})(\d\d)(\d\d)/, '$3/$2/$1'),
        text(each, '00081030'),
      ]
        .filter(Boolean)
        .join(' · '),
    }))
    .filter((each) => each.uid !== uid)
}

export type Other = { uid: string; name: string }

/** The spacing of an enhanced picture stands in what all its frames share. */
function measures(of: Dicom): unknown[] | undefined {
  const shared = first(of, '52009229') as Dicom | undefined
  const item = shared && (first(shared, '00289110') as Dicom | undefined)
  return item?.['00280030']?.Value
}

export type Window = { centre: number; width: number }

export function pictureAddress(slice: Slice, window?: Window): string {
  const asked = new URLSearchParams({ viewport: '1024,1024' })
  if (window) asked.set('window', `${Math.round(window.centre)},${Math.round(window.width)},linear`)
  return `${slice.address}/frames/${slice.frame}/rendered?${asked}`
}
