import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  risPacsWebKeyImagesOptions,
  risPacsWebPictureMeasurementsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  risPacsWebChooseKeyImage,
  risPacsWebSaveMeasurement,
  risPacsWebWithdrawKeyImage,
  risPacsWebWithdrawMeasurement,
} from '@/kernel/api/sdk.gen'
import type {
  KeyImageIn,
  KeyImageOut,
  MeasureIn,
  PictureMeasurementOut,
} from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DangerPanel,
  Dim,
  Download,
  Field,
  Panel,
  RefusalNote,
  Row,
  Stack,
  Table,
} from '@/kernel/ui'
import { IconDeviceFloppy, IconStar, IconX } from '@/kernel/ui/icons'
import { t } from '../text'
import type { Slice } from './dicomweb'
import { type Draft, valuesText } from './measure'

type Given = {
  studyUid: string
  slice?: Slice
  drafts: Draft[]
  onSaved: (id: string) => void
  onDrop: (id: string) => void
  onGo: (object: string, frame: number) => void
}

export function useMarks(studyUid: string) {
  const path = { study_uid: studyUid }
  const measurements = useQuery(risPacsWebPictureMeasurementsOptions({ path }))
  const keys = useQuery(risPacsWebKeyImagesOptions({ path }))
  return { measurements: measurements.data?.items ?? [], keys: keys.data?.items ?? [] }
}

/** Key images and measurements of a study: what is kept, and what is not saved yet. */
export function Marks(given: Given) {
  const { studyUid, slice, drafts } = given
  const may = useMay('ris_pacs.web.study.mark')
  const { measurements, keys } = useMarks(studyUid)
  const [name, setName] = useState('')
  const [gone, setGone] = useState<PictureMeasurementOut | KeyImageOut>()
  const path = { study_uid: studyUid }
  const save = useSubmit(
    ({ body }: { id: string; body: MeasureIn }, headers) =>
      risPacsWebSaveMeasurement({ path, body, headers }),
    {
      done: (_, { id }) => {
        setName('')
        given.onSaved(id)
      },
    },
  )
  const choose = useSubmit((body: KeyImageIn, headers) =>
    risPacsWebChooseKeyImage({ path, body, headers }),
  )
  const withdraw = useSubmit(
    (reason: string, headers) => {
      const body = { reason }
      if (gone && 'shape' in gone) {
        const of = { ...path, measurement_id: gone.id }
        return risPacsWebWithdrawMeasurement({ path: of, body, headers }).then(() => ({ data: 0 }))
      }
      const of = { ...path, key_id: gone?.id ?? '' }
      return risPacsWebWithdrawKeyImage({ path: of, body, headers }).then(() => ({ data: 0 }))
    },
    { done: () => setGone(undefined) },
  )
  const isKey = keys.some(
    (each) => each.instance_uid === slice?.object && each.frame === slice.frame,
  )
  return (
    <Stack>
      {may && slice && (
        <Row>
          <Button
            small
            icon={IconStar}
            busy={choose.busy}
            off={isKey}
            onClick={() =>
              choose.submit({ instance_uid: slice.object, frame: slice.frame, note: '' })
            }
          >
            {t(isKey ? 'isKey' : 'choose')}
          </Button>
        </Row>
      )}
      <RefusalNote of={choose.refusal} />
      {drafts.length > 0 && (
        <Panel title={t('unsaved')}>
          <Stack>
            {may && <Field label={t('measureName')} value={name} onChange={setName} most={64} />}
            {drafts.map((each) => (
              <Row key={each.id}>
                <span>
                  {t(each.shape)} {each.told}
                </span>
                {may && (
                  <Button
                    small
                    primary
                    icon={IconDeviceFloppy}
                    busy={save.busy}
                    onClick={() => save.submit({ id: each.id, body: bodyOf(each, name) })}
                  >
                    {t('saveMeasure')}
                  </Button>
                )}
                <Button small quiet icon={IconX} onClick={() => given.onDrop(each.id)}>
                  {t('drop')}
                </Button>
              </Row>
            ))}
            <RefusalNote of={save.refusal} />
          </Stack>
        </Panel>
      )}
      {measurements.length > 0 && (
        <Panel title={t('measurements')} flush>
          <Table<PictureMeasurementOut>
            label={t('measurements')}
            rows={measurements}
            keyOf={(row) => row.id}
            onOpen={(row) => given.onGo(row.instance_uid, row.frame)}
            columns={[
              {
                head: t('measureName'),
                phone: 'title',
                show: (row) => row.name || t(row.shape),
              },
              { head: t('value'), show: (row) => valuesText(row.values, row.calibration) },
              { head: t('by'), show: (row) => row.by },
            ]}
            actions={
              may
                ? (row) =>
                    row.signed_at ? (
                      <Dim>{t('inReport')}</Dim>
                    ) : (
                      <Button small quiet icon={IconX} onClick={() => setGone(row)}>
                        {t('withdraw')}
                      </Button>
                    )
                : undefined
            }
          />
        </Panel>
      )}
      {keys.length > 0 && (
        <Panel title={t('keys')} flush>
          <Table<KeyImageOut>
            label={t('keys')}
            rows={keys}
            keyOf={(row) => row.id}
            onOpen={(row) => given.onGo(row.instance_uid, row.frame)}
            columns={[
              {
                head: t('keys'),
                phone: 'title',
                show: (row) => (
                  <img
                    src={`/dicom-web/studies/${row.study_uid}/series/${row.series_uid}/instances/${row.instance_uid}/frames/${row.frame}/thumbnail`}
                    alt={row.note || t('keys')}
                    width={72}
                    loading="lazy"
                  />
                ),
              },
              { head: t('note'), show: (row) => row.note || <Dim>–</Dim> },
              { head: t('by'), show: (row) => row.by },
            ]}
            actions={(row) => (
              <>
                <Download
                  href={`/api/pictures/studies/${row.study_uid}/series/${row.series_uid}/instances/${row.instance_uid}/labelled.jpeg?frame=${row.frame}`}
                >
                  JPEG
                </Download>
                {may && (
                  <Button small quiet icon={IconX} onClick={() => setGone(row)}>
                    {t('withdraw')}
                  </Button>
                )}
              </>
            )}
          />
        </Panel>
      )}
      {gone && (
        <DangerPanel
          open
          title={t('shape' in gone ? 'withdrawMeasure' : 'withdrawKey')}
          before={'shape' in gone ? valuesText(gone.values, gone.calibration) : t('keys')}
          after={t('withdrawn')}
          verb={t('withdraw')}
          busy={withdraw.busy}
          refusal={withdraw.refusal}
          onAct={withdraw.submit}
          onClose={() => setGone(undefined)}
        />
      )}
    </Stack>
  )
}

export function bodyOf(of: Draft, name = ''): MeasureIn {
  return {
    instance_uid: of.on.object,
    frame: of.on.frame,
    shape: of.shape,
    points: of.points.map(({ x, y }) => [x, y]),
    name: name || of.name,
  }
}
