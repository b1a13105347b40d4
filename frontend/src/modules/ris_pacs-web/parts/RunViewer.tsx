import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Button, Select } from '@/kernel/ui'
import {
  IconArrowsVertical,
  IconContrast,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconRuler2,
  IconZoomIn,
} from '@/kernel/ui/icons'
import { t } from '../text'
import { particularsOf, type Run, type Window } from './dicomweb'
import type { Line } from './measure'
import { Stage, type Tool, type View } from './Stage'
import { usePicture } from './usePicture'
import css from './viewer.module.css'

const TOOLS = [
  ['scroll', IconArrowsVertical],
  ['window', IconContrast],
  ['zoom', IconZoomIn],
  ['length', IconRuler2],
] as const
const PRESETS: Record<string, Window> = {
  lung: { centre: -600, width: 1500 },
  bone: { centre: 480, width: 2500 },
  brain: { centre: 40, width: 80 },
  abdomen: { centre: 40, width: 400 },
}
const START: View = { zoom: 1, x: 0, y: 0 }
const PER_SECOND = 10

/** One series: scroll, window, zoom, move, measure, play. */
export function RunViewer({ of, children }: { of: Run; children?: ReactNode }) {
  const [at, setAt] = useState(Math.floor(of.slices.length / 2))
  const [tool, setTool] = useState<Tool>('scroll')
  const [view, setView] = useState(START)
  const [window, setWindow] = useState<Window>()
  const [lines, setLines] = useState<Record<number, Line[]>>({})
  const [plays, setPlays] = useState(false)
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
  const perSecond = Math.min(30, particulars?.perSecond ?? PER_SECOND)

  useEffect(() => {
    if (!plays) return
    const next = () => setAt((now) => (now >= last ? 0 : now + 1))
    const beat = setInterval(next, 1000 / perSecond)
    return () => clearInterval(beat)
  }, [plays, last, perSecond])

  const scroll = (by: number) => setAt((now) => Math.min(last, Math.max(0, now + by)))
  const change = (across: number, down: number) =>
    setWindow((now) => {
      const from = now ?? {
        centre: particulars?.centre ?? 128,
        width: particulars?.width ?? 256,
      }
      const step = Math.max(1, from.width / 200)
      return {
        centre: from.centre + down * step,
        width: Math.max(2, from.width + across * step),
      }
    })
  const preset = Object.keys(PRESETS).find((name) => PRESETS[name] === window) ?? ''
  const seen = t('slice', { at: at + 1, of: last + 1 })
  return (
    <div>
      <div className={css.tools} role="toolbar" aria-label={t('tools')}>
        {TOOLS.map(([name, icon]) => (
          <Button
            small
            key={name}
            icon={icon}
            primary={tool === name}
            onClick={() => setTool(name)}
          >
            {t(name)}
          </Button>
        ))}
        {last > 0 && (
          <Button
            small
            icon={plays ? IconPlayerPause : IconPlayerPlay}
            onClick={() => setPlays(!plays)}
          >
            {t(plays ? 'pause' : 'play')}
          </Button>
        )}
        {of.modality === 'CT' && (
          <Select
            label={t('preset')}
            value={preset}
            onChange={(name) => setWindow(name ? PRESETS[name] : undefined)}
            choices={[
              { value: '', label: t('asSent') },
              { value: 'lung', label: t('lung') },
              { value: 'bone', label: t('bone') },
              { value: 'brain', label: t('brain') },
              { value: 'abdomen', label: t('abdomen') },
            ]}
          />
        )}
        <Button
          small
          quiet
          icon={IconRefresh}
          onClick={() => {
            setView(START)
            setWindow(undefined)
            setLines({})
          }}
        >
          {t('reset')}
        </Button>
      </div>
      <div className={css.viewer}>
        <Stage
          {...picture}
          label={seen}
          tool={tool}
          view={view}
          of={particulars}
          lines={lines[at] ?? []}
          onView={setView}
          onScroll={scroll}
          onWindow={change}
          onLine={(line) => setLines((all) => ({ ...all, [at]: [...(all[at] ?? []), line] }))}
        />
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
        </div>
        {children}
      </div>
    </div>
  )
}
