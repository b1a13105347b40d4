import { ask } from '@/kernel/client'

type Element = { vr: string; Value?: unknown[] }
type Dicom = Record<string, Element | undefined>

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
  /** Millimetres from pixel to pixel, down and across. */
  spacing?: [number, number]
  /** The spacing is that of the detector: what lay before it is smaller than measured. */
  onDetector: boolean
  centre?: number
  width?: number
  perSecond?: number
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
  const own = of['00280030']?.Value ?? measures(of)
  const detector = of['00181164']?.Value
  const spacing = (own ?? detector)?.map(Number)
  const perFrame = number(of, '00181063')
  return {
    rows: number(of, '00280010') ?? 0,
    columns: number(of, '00280011') ?? 0,
    spacing: spacing?.length === 2 ? (spacing as [number, number]) : undefined,
    onDetector: !own && !!detector,
    centre: number(of, '00281050'),
    width: number(of, '00281051'),
    perSecond: number(of, '00082144') ?? (perFrame ? 1000 / perFrame : undefined),
  }
}

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
