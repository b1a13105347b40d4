import { useState } from 'react'
import { risPacsReadingWithdrawKey } from '@/kernel/api/sdk.gen'
import type { ExamReadingOut, PriorReportOut, ReportKeyOut } from '@/kernel/api/types.gen'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Dim, Facts, Panel, Row, Stack, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './reading.module.css'

/** What the reader knows before he writes: the request, the pictures, earlier reports. */
export function Known({ of, priors }: { of: ExamReadingOut; priors: boolean }) {
  const { line } = of
  return (
    <Stack>
      <Panel title={t('request')}>
        {line.study_uid && (
          <Row>
            <Slot name="study.actions" studyUid={line.study_uid} patientId={line.patient_id} />
          </Row>
        )}
        <Facts
          of={[
            { label: t('indication'), value: line.indication || undefined },
            { label: t('orderedBy'), value: line.doctor_name },
            { label: t('note'), value: of.note || undefined },
            { label: t('accession'), value: line.accession },
            { label: t('when'), value: showInstant(line.asked_at) },
            { label: t('due'), value: showInstant(line.due_at) },
            {
              label: t('pictures'),
              value: line.study_uid
                ? `${line.modality} · ${t('picturesOf', { n: line.pictures })}`
                : t('noPictures'),
            },
          ]}
        />
      </Panel>
      {line.study_uid && <Keys of={of} />}
      {priors && (
        <Panel title={t('priors')}>
          {of.priors.length === 0 && <Dim>{t('noPriors')}</Dim>}
          {of.priors.map((each) => (
            <Prior key={each.order_id} of={each} patientId={line.patient_id} />
          ))}
        </Panel>
      )}
    </Stack>
  )
}

function Keys({ of }: { of: ExamReadingOut }) {
  const [out, setOut] = useState<ReportKeyOut>()
  const withdraw = useSubmit(
    (reason: string, headers) =>
      risPacsReadingWithdrawKey({
        path: { reading_id: of.line.id, row_id: out?.id ?? '' },
        body: { reason },
        headers,
      }),
    { done: () => setOut(undefined) },
  )
  return (
    <Panel title={t('keyImages')}>
      {of.keys.length === 0 && <Dim>{t('noKeys')}</Dim>}
      <div className={css.keys}>
        {of.keys.map((each) => (
          <figure key={each.id} className={css.key}>
            {each.file_id && (
              <img src={`/api/reading/${of.line.id}/keys/${each.id}`} alt={each.note} />
            )}
            <figcaption>
              {each.note || each.by_name} {each.drawing && <Dim>{t(`d_${each.drawing}`)}</Dim>}
              <Button small quiet onClick={() => setOut(each)}>
                {t('withdrawKey')}
              </Button>
            </figcaption>
          </figure>
        ))}
      </div>
      {out && (
        <DangerPanel
          open
          title={t('withdrawKey')}
          before={out.note || t('keyImages')}
          after="–"
          verb={t('withdrawKey')}
          busy={withdraw.busy}
          refusal={withdraw.refusal}
          onAct={(reason) => withdraw.submit(reason)}
          onClose={() => setOut(undefined)}
        />
      )}
    </Panel>
  )
}

function Prior({ of, patientId }: { of: PriorReportOut; patientId: string }) {
  const [open, setOpen] = useState(of.same)
  return (
    <article className={css.prior}>
      <header>
        <strong>{of.service_name}</strong> <Dim>{showInstant(of.at, 'date')}</Dim>{' '}
        {of.same && <Status tone="blue">{t('exam')}</Status>}
        <Button small quiet onClick={() => setOpen(!open)}>
          {t(open ? 'hide' : 'show')}
        </Button>
        {of.study_uid && (
          <Slot name="study.actions" studyUid={of.study_uid} patientId={patientId} />
        )}
      </header>
      {open && (
        <>
          <p className={css.text}>{of.text}</p>
          {of.conclusion && (
            <p className={css.text}>
              <strong>
                {t('conclusion')}: {of.conclusion}
              </strong>
            </p>
          )}
        </>
      )}
    </article>
  )
}
