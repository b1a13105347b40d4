import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Alert, Awaited, Button, Page, Stack } from '@/kernel/ui'
import { IconExternalLink } from '@/kernel/ui/icons'
import { showDate } from '@/kernel/when'
import { ohifAddress } from '../parts/addresses'
import { type Study, studyOf } from '../parts/dicomweb'
import { RunViewer } from '../parts/RunViewer'
import css from '../parts/viewer.module.css'
import { t } from '../text'

/** A study in the house's own page: rendered pictures, for a phone and where WebGL is missing. */
export function QuickViewer() {
  const { studyUid = '' } = useParams({ strict: false }) as { studyUid?: string }
  const noWebgl = 'webgl' in (useSearch({ strict: false }) as Record<string, unknown>)
  const found = useQuery({
    queryKey: ['study', studyUid],
    queryFn: ({ signal }) => studyOf(studyUid, signal),
  })
  const of = found.data
  return (
    <Page
      title={of?.patient || t('viewer')}
      detail={
        of && [of.code, of.date && showDate(of.date), of.description].filter(Boolean).join(' · ')
      }
      actions={
        !noWebgl && (
          <Button
            icon={IconExternalLink}
            onClick={() => window.open(ohifAddress(studyUid), '_blank', 'noopener')}
          >
            {t('full')}
          </Button>
        )
      }
    >
      <Stack>
        {noWebgl && <Alert weight="warning">{t('noWebgl')}</Alert>}
        <Awaited of={found}>{(study) => <Runs of={study} />}</Awaited>
      </Stack>
    </Page>
  )
}

function Runs({ of }: { of: Study }) {
  const [chosen, setChosen] = useState(0)
  const run = of.runs[chosen]
  if (!run) return <Alert weight="info">{t('empty')}</Alert>
  return (
    <>
      <RunViewer key={run.uid} of={run} study={of}>
        {of.runs.length > 1 && (
          <fieldset className={css.runs} aria-label={t('series')}>
            {of.runs.map((each, place) => (
              <button
                type="button"
                key={each.uid}
                className={css.run}
                aria-pressed={place === chosen}
                onClick={() => setChosen(place)}
              >
                <img
                  src={`/dicom-web/studies/${of.uid}/series/${each.uid}/thumbnail`}
                  alt=""
                  loading="lazy"
                />
                <span>{[each.modality, each.description].filter(Boolean).join(' ')}</span>
              </button>
            ))}
          </fieldset>
        )}
      </RunViewer>
      <small>{t('notDiagnostic')}</small>
    </>
  )
}
