import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { risPacsWebViewerSettingsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { Button, Select } from '@/kernel/ui'
import {
  IconContrast,
  IconFlipHorizontal,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconRotateClockwise,
} from '@/kernel/ui/icons'
import { t } from '../text'
import type { Window } from './dicomweb'
import type { Tool, View } from './Stage'
import { TOOLS } from './tools'
import css from './viewer.module.css'

type Given = {
  modality: string
  tool: Tool
  view: View
  window?: Window
  cine?: boolean
  plays: boolean
  onTool: (tool: Tool) => void
  onView: (view: View) => void
  onWindow: (window?: Window) => void
  onPlay: () => void
  onReset: () => void
  children?: ReactNode
}

export function Toolbar(given: Given) {
  const { view, window, onView } = given
  const wishes = useQuery(risPacsWebViewerSettingsOptions())
  const presets = wishes.data?.presets[given.modality] ?? []
  const now = presets.find((p) => p.centre === window?.centre && p.width === window?.width)
  return (
    <div className={css.tools} role="toolbar" aria-label={t('tools')}>
      {TOOLS.map(([name, icon]) => (
        <Button
          small
          key={name}
          icon={icon}
          primary={given.tool === name}
          onClick={() => given.onTool(name)}
        >
          {t(name)}
        </Button>
      ))}
      <Button
        small
        icon={IconContrast}
        primary={view.inverted}
        onClick={() => onView({ ...view, inverted: !view.inverted })}
      >
        {t('invert')}
      </Button>
      <Button
        small
        icon={IconRotateClockwise}
        onClick={() => onView({ ...view, turn: (view.turn + 90) % 360 })}
      >
        {t('turn')}
      </Button>
      <Button
        small
        icon={IconFlipHorizontal}
        primary={view.flipped}
        onClick={() => onView({ ...view, flipped: !view.flipped })}
      >
        {t('flip')}
      </Button>
      {given.cine && (
        <Button small icon={given.plays ? IconPlayerPause : IconPlayerPlay} onClick={given.onPlay}>
          {t(given.plays ? 'pause' : 'play')}
        </Button>
      )}
      {presets.length > 0 && (
        <Select
          label={t('preset')}
          value={now?.name ?? ''}
          onChange={(name) => {
            const preset = presets.find((each) => each.name === name)
            given.onWindow(preset && { centre: preset.centre, width: preset.width })
          }}
          choices={[
            { value: '', label: t('asSent') },
            ...presets.map(({ name }) => ({ value: name, label: name })),
          ]}
        />
      )}
      {given.children}
      <Button small quiet icon={IconRefresh} onClick={given.onReset}>
        {t('reset')}
      </Button>
    </div>
  )
}
