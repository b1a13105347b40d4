import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import { risPacsWebMeasure } from '@/kernel/api/sdk.gen'
import { newKey } from '@/kernel/submit'
import { Stack } from '@/kernel/ui'
import { t } from '../text'
import { Beside, useBeside, usePlanes } from './Beside'
import { particularsOf, type Run, type Study, type Window } from './dicomweb'
import { Looks } from './Looks'
import { bodyOf, Marks, useMarks } from './Marks'
import { type Draft, type Point, type Shape, textOf, valuesText } from './measure'
import { Stage, type Tool } from './Stage'
import { Toolbar } from './Toolbar'
import { START } from './tools'
import { areaOf, cut, type Plane, viewOf } from './turning'
import { usePicture } from './usePicture'
import { useCine, useToolKeys } from './useViewer'
import css from './viewer.module.css'

/** One series: scroll, window, zoom, turn, measure, play; another one beside it. */
export function RunViewer({
  of,
  study,
  children,
}: {
  of: Run
  study: Study
  children?: ReactNode
}) {
  const [at, setAt] = useState(Math.floor(of.slices.length / 2))
  const [tool, setTool] = useState<Tool>('scroll')
  const [view, setView] = useState(START)
  const [window, setWindow] = useState<Window>()
  const [drafts, setDrafts] = useState<Draft[]>([])
  const [other, setOther] = useState<Plane>()
  const frame = useRef<HTMLDivElement>(null)
  const last = of.slices.length - 1
  const slice = of.slices[at]
  const known = useQuery({
    queryKey: ['picture', slice?.object],
    queryFn: ({ signal }) => (slice ? particularsOf(slice, signal) : null),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  })
  const particulars = known.data ?? undefined
  const picture = usePicture(of.slices, at, window)
  const beside = useBeside(study)
  const planes = usePlanes(study, beside.run ? of : undefined)
  const plane = planes?.[at]
  const { measurements } = useMarks(study.uid)
  const [plays, setPlays] = useCine(last, particulars?.perSecond, setAt)
  useToolKeys(setTool)

  const scroll = (by: number) => setAt((now) => Math.min(last, Math.max(0, now + by)))
  const change = (across: number, down: number) =>
    setWindow((now) => {
      const from = now ?? { centre: particulars?.centre ?? 128, width: particulars?.width ?? 256 }
      const step = Math.max(1, from.width / 200)
      return { centre: from.centre + down * step, width: Math.max(2, from.width + across * step) }
    })

  const drawn = (shape: Shape, points: Point[]) => {
    if (!slice || !particulars) return
    const name = shape === 'arrow' ? (globalThis.prompt(t('arrowText')) ?? '') : ''
    const told = textOf(shape, points, particulars)
    const made: Draft = { id: newKey(), shape, points, name, told: told || undefined, on: slice }
    setDrafts((all) => [...all, made])
    if (shape !== 'ellipse' && shape !== 'polygon') return
    // The mean of an area is measured where the pixels are.
    risPacsWebMeasure({ path: { study_uid: study.uid }, body: bodyOf(made) })
      .then(({ data }) => {
        const said = valuesText(data.values, data.calibration)
        setDrafts((all) => all.map((d) => (d.id === made.id ? { ...d, told: said } : d)))
      })
      .catch(() => {})
  }
  const without = (id: string) => setDrafts((all) => all.filter((each) => each.id !== id))
  const here = (object: string, n: number) => object === slice?.object && n === slice.frame
  const drawings = [
    ...measurements
      .filter((each) => here(each.instance_uid, each.frame))
      .map((each) => ({
        id: each.id,
        shape: each.shape,
        name: each.name,
        points: each.points.map(([x, y]) => ({ x, y })),
        told: valuesText(each.values, each.calibration),
      })),
    ...drafts.filter((each) => here(each.on.object, each.on.frame)),
  ]
  const seen = t('slice', { at: at + 1, of: last + 1 })
  const follow = useCallback((found?: Plane) => setOther(found), [])
  return (
    <Stack>
      <Toolbar
        modality={of.modality}
        tool={tool}
        view={view}
        window={window}
        cine={last > 0}
        plays={plays}
        onTool={setTool}
        onView={setView}
        onWindow={setWindow}
        onPlay={() => setPlays(!plays)}
        onReset={() => {
          setView(START)
          setWindow(undefined)
          setDrafts([])
        }}
      >
        {beside.select}
      </Toolbar>
      <div className={css.viewer}>
        <div className={css.panes}>
          <div className={css.pane}>
            <Stage
              {...picture}
              frame={frame}
              label={seen}
              tool={tool}
              view={view}
              of={particulars}
              drawings={drawings}
              cut={plane && other && cut(plane, other)}
              onView={setView}
              onScroll={scroll}
              onWindow={change}
              onDrawn={drawn}
            />
          </div>
          {beside.run && beside.study && (
            <Beside
              key={beside.run.uid}
              of={beside.run}
              study={beside.study}
              part={last ? at / last : 0}
              plane={plane}
              window={beside.run.modality === of.modality ? window : undefined}
              onPlane={follow}
              onScroll={scroll}
            />
          )}
        </div>
        <div className={css.foot}>
          <span>{seen}</span>
          {last > 0 && (
            <input
              type="range"
              min={0}
              max={last}
              value={at}
              aria-label={seen}
              onChange={(event) => setAt(Number(event.target.value))}
            />
          )}
          {window && (
            <span>
              {t('windowIs', {
                centre: Math.round(window.centre),
                width: Math.round(window.width),
              })}
            </span>
          )}
          {particulars?.lossy && (
            <span className={css.mark}>
              {particulars.ratio
                ? t('lossyBy', { ratio: particulars.ratio.toFixed(0) })
                : t('lossy')}
            </span>
          )}
        </div>
        {children}
      </div>
      <Looks
        studyUid={study.uid}
        seriesUid={of.uid}
        now={() => ({
          centre: window?.centre ?? null,
          width: window?.width ?? null,
          inverted: view.inverted,
          rotation: view.turn,
          flipped: view.flipped,
          area: frame.current && particulars ? areaOf(view, frame.current, particulars) : null,
          words: [],
        })}
        onLook={(look) => {
          const turn = { turn: look.rotation, flipped: look.flipped }
          const placed =
            look.area && frame.current && particulars
              ? viewOf(look.area, turn, frame.current, particulars)
              : { zoom: 1, x: 0, y: 0 }
          setView({ ...turn, inverted: look.inverted, ...placed })
          setWindow(
            look.centre !== null && look.width !== null
              ? { centre: look.centre, width: look.width }
              : undefined,
          )
        }}
      />
      <Marks
        studyUid={study.uid}
        slice={slice}
        drafts={drafts}
        onSaved={without}
        onDrop={without}
        onGo={(object, n) => {
          const place = of.slices.findIndex((s) => s.object === object && s.frame === n)
          if (place >= 0) setAt(place)
        }}
      />
    </Stack>
  )
}
