import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Select } from '@/kernel/ui'
import { t } from '../text'
import {
  othersOf,
  particularsOf,
  planesOf,
  type Run,
  type Study,
  studyOf,
  type Window,
} from './dicomweb'
import { Stage, type View } from './Stage'
import { START } from './tools'
import { cut, nearest, type Plane } from './turning'
import { usePicture } from './usePicture'
import css from './viewer.module.css'

/** Which series stands beside: of this study, or of an earlier one. */
export function useBeside(of: Study) {
  const [chosen, setChosen] = useState('')
  const [study, uid] = chosen.split('/')
  const others = useQuery({
    queryKey: ['others', of.uid],
    queryFn: ({ signal }) => othersOf(of.code, of.uid, signal),
  })
  const other = useQuery({
    queryKey: ['study', study],
    queryFn: ({ signal }) => studyOf(study ?? '', signal),
    enabled: !!study && study !== of.uid,
  })
  const from = study === of.uid ? of : other.data
  const run = from?.runs.find((each) => each.uid === uid) ?? (uid ? undefined : from?.runs[0])
  const named = (each: Run) => [each.modality, each.description].filter(Boolean).join(' ')
  const choices = [
    { value: '', label: t('alone') },
    ...of.runs.map((each) => ({ value: `${of.uid}/${each.uid}`, label: named(each) })),
    ...(others.data ?? []).map((each) => ({ value: `${each.uid}/`, label: each.name })),
  ]
  const select = choices.length > 2 && (
    <Select
      label={t('compare')}
      value={chosen}
      choices={choices}
      onChange={(value) => setChosen(value ?? '')}
    />
  )
  return { run: chosen && from ? run : undefined, study: from, select }
}

type Given = {
  of: Run
  study: Study
  /** How far the first one was scrolled, 0 to 1, and where its slice lies. */
  part: number
  plane?: Plane
  window?: Window
  /** Tells where the slice shown here lies. */
  onPlane: (plane?: Plane) => void
  onScroll: (by: number) => void
}

/** The series beside: it follows the first one, slice by slice where both know where they lie. */
export function Beside(given: Given) {
  const { of, study, plane, onPlane } = given
  const [view, setView] = useState<View>(START)
  const planes = usePlanes(study, of)
  const last = of.slices.length - 1
  const by = plane && planes ? nearest(planes, plane) : undefined
  const at = by ?? Math.round(given.part * last)
  const slice = of.slices[at]
  const known = useQuery({
    queryKey: ['picture', slice?.object],
    queryFn: ({ signal }) => (slice ? particularsOf(slice, signal) : null),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  })
  const own = planes?.[at]
  useEffect(() => {
    onPlane(own)
    return () => onPlane(undefined)
  }, [own, onPlane])
  const picture = usePicture(of.slices, at, given.window)
  const seen = t('slice', { at: at + 1, of: last + 1 })
  return (
    <div className={css.pane}>
      <Stage
        {...picture}
        label={`${t('compare')}: ${seen}`}
        tool="zoom"
        view={view}
        of={known.data ?? undefined}
        drawings={[]}
        cut={own && plane && cut(own, plane)}
        onView={setView}
        onScroll={given.onScroll}
        onWindow={() => {}}
      />
      <div className={css.foot}>
        {[study.date, of.modality, of.description, seen].filter(Boolean).join(' · ')}
      </div>
    </div>
  )
}

/** Where the slices of a series lie, asked for once. */
export function usePlanes(study: Study | undefined, run: Run | undefined) {
  const found = useQuery({
    queryKey: ['planes', study?.uid, run?.uid],
    queryFn: ({ signal }) => (study && run ? planesOf(study.uid, run, signal) : []),
    enabled: !!study && !!run,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return found.data
}
