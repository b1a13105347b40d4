import { useState } from 'react'
import { hisPatientsEndDocument } from '@/kernel/api/sdk.gen'
import type {
  HisPatientsSchemasDocumentOut as DocumentOut,
  PatientOut,
} from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, Panel, SidePanel, Status, Table, type Tone } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { DocumentForm } from './DocumentForm'
import { Empty } from './Empty'
import { Ending } from './Ending'

const TONE: Record<DocumentOut['validity'], Tone> = {
  valid: 'green',
  ends_soon: 'amber',
  ended: 'red',
  not_yet: 'amber',
  unknown: 'grey',
}

/** Identity card, insurance card, passport: with validity, and what the insurance pays. */
export function Documents({ of }: { of: PatientOut }) {
  const mayUpdate = useMay('his.patients.patient.update') && !of.masked
  const [open, setOpen] = useState<DocumentOut | 'new'>()
  const [ending, setEnding] = useState<DocumentOut>()
  const close = () => setOpen(undefined)
  return (
    <Panel
      title={t('documents')}
      flush
      actions={
        mayUpdate && (
          <Button small quiet onClick={() => setOpen('new')}>
            {t('add')}
          </Button>
        )
      }
    >
      {of.documents.length > 0 ? (
        <Table<DocumentOut>
          label={t('documents')}
          rows={of.documents}
          keyOf={(row) => row.id}
          columns={[
            { head: t('kind'), show: (row) => t(row.kind), nowrap: true },
            { head: t('number'), show: (row) => row.value, phone: 'title' },
            {
              head: t('validity'),
              show: (row) => <Validity of={row} />,
            },
            {
              head: t('pays'),
              show: (row) => (row.pays === null ? null : `${row.pays}%`),
              width: '1%',
            },
          ]}
          onOpen={mayUpdate ? setOpen : undefined}
          actions={
            mayUpdate
              ? (row) => (
                  <Button small quiet onClick={() => setEnding(row)}>
                    {t('endIt')}
                  </Button>
                )
              : undefined
          }
        />
      ) : (
        <Empty>{t('noDocuments')}</Empty>
      )}
      {open && (
        <SidePanel
          open
          title={open === 'new' ? t('addDocument') : `${t(open.kind)} ${open.value}`}
          onClose={close}
        >
          <DocumentForm patientId={of.id} was={open === 'new' ? undefined : open} onDone={close} />
        </SidePanel>
      )}
      {ending && (
        <Ending
          title={t('endDocument')}
          verb={t('endIt')}
          before={`${t(ending.kind)} ${ending.value}`}
          after={t('ended')}
          send={(reason, headers) =>
            hisPatientsEndDocument({
              path: { patient_id: of.id, document_id: ending.id },
              body: { reason, version: ending.version },
              headers,
            })
          }
          onDone={() => setEnding(undefined)}
        />
      )}
    </Panel>
  )
}

function Validity({ of }: { of: DocumentOut }) {
  const span = [of.valid_from, of.valid_to].map((day) => (day ? showDate(day) : '…'))
  if (of.kind !== 'bhyt') {
    return <>{of.valid_to ? t('until', { day: showDate(of.valid_to) }) : null}</>
  }
  return (
    <>
      <Status tone={TONE[of.validity]}>{t(`card_${of.validity}`)}</Status>{' '}
      {(of.valid_from || of.valid_to) && <Dim>{span.join(' – ')}</Dim>}
    </>
  )
}
