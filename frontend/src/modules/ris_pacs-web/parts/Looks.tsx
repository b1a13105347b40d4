import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsWebPresentationsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsWebSavePresentation } from '@/kernel/api/sdk.gen'
import type { PictureLookOut, PresentationIn } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, RefusalNote, Row, Select, Stack } from '@/kernel/ui'
import { IconDeviceFloppy } from '@/kernel/ui/icons'
import { t } from '../text'

type Given = {
  studyUid: string
  seriesUid: string
  /** What is on the screen now. */
  now: () => Omit<PictureLookOut, 'label'>
  onLook: (look: PictureLookOut) => void
}

/** Looks of a series that were kept: window, turn, flip, part; one opens them again. */
export function Looks({ studyUid, seriesUid, now, onLook }: Given) {
  const may = useMay('ris_pacs.web.study.mark')
  const [label, setLabel] = useState('')
  const [chosen, setChosen] = useState('')
  const path = { study_uid: studyUid }
  const found = useQuery(risPacsWebPresentationsOptions({ path }))
  const looks = (found.data?.items ?? []).filter((each) => each.series_uid === seriesUid)
  const save = useSubmit(
    (body: PresentationIn, headers) => risPacsWebSavePresentation({ path, body, headers }),
    { done: () => setLabel('') },
  )
  if (!may && looks.length === 0) return null
  return (
    <Stack>
      <Row>
        {looks.length > 0 && (
          <Select
            label={t('looks')}
            value={chosen}
            choices={[
              { value: '', label: t('asSent') },
              ...looks.map((each) => ({
                value: each.id,
                label: `${each.look.label} · ${each.by}`,
              })),
            ]}
            onChange={(id) => {
              setChosen(id ?? '')
              const one = looks.find((each) => each.id === id)
              if (one) onLook(one.look)
            }}
          />
        )}
        {may && (
          <>
            <Field label={t('lookName')} value={label} onChange={setLabel} most={64} />
            <Button
              small
              icon={IconDeviceFloppy}
              busy={save.busy}
              off={!label.trim()}
              onClick={() =>
                save.submit({ series_uid: seriesUid, look: { ...now(), label: label.trim() } })
              }
            >
              {t('saveLook')}
            </Button>
          </>
        )}
      </Row>
      <RefusalNote of={save.refusal} />
    </Stack>
  )
}
