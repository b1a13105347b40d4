import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsScheduleProcedures } from '@/kernel/api/sdk.gen'
import type { ImagingProcedureOut } from '@/kernel/api/types.gen'
import { Button, Dim, SidePanel, Status, Worklist } from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { ImagingPage } from '../parts/ImagingPage'
import { ProcedureForm } from '../parts/ProcedureForm'
import { t } from '../text'

/** What imaging knows of each service; without a line here it is answered by hand. */
export function Procedures() {
  const known = useQueryClient()
  const [open, setOpen] = useState<{ of?: ImagingProcedureOut }>()
  const done = () => {
    setOpen(undefined)
    known.invalidateQueries({ queryKey: ['ris_pacs.schedule.procedures'] })
  }
  return (
    <ImagingPage
      title={t('procedures')}
      actions={
        <Button primary icon={IconPlus} hotkey="F8" onClick={() => setOpen({})}>
          {t('addProcedure')}
        </Button>
      }
    >
      <Worklist<ImagingProcedureOut>
        list="ris_pacs.schedule.procedures"
        label={t('procedures')}
        live={['machines']}
        load={(_, signal) => risPacsScheduleProcedures({ signal }).then((r) => r.data)}
        keyOf={(row) => row.id}
        empty={t('none')}
        columns={[
          { head: t('modality'), width: '1%', show: (row) => row.modality },
          {
            head: t('service'),
            phone: 'title',
            show: (row) => (
              <>
                {row.name} <Dim>{row.service_code}</Dim>{' '}
                {!row.active && <Status tone="grey">{t('off')}</Status>}
              </>
            ),
          },
          {
            head: t('minutes'),
            width: '1%',
            nowrap: true,
            align: 'right',
            show: (row) => `${row.minutes}'`,
          },
          { head: t('form'), width: '1%', nowrap: true, show: (row) => t(`f_${row.safety}`) },
          {
            head: t('note'),
            show: (row) =>
              [
                row.needs_protocol && t('needsProtocol'),
                row.needs_side && t('needsSide'),
                row.contrast !== 'none' && `${t('contrast')}: ${t(`c_${row.contrast}`)}`,
              ]
                .filter(Boolean)
                .join(' · '),
          },
        ]}
        onOpen={(row) => setOpen({ of: row })}
      />
      {open && (
        <SidePanel
          open
          title={open.of ? open.of.name : t('addProcedure')}
          onClose={() => setOpen(undefined)}
        >
          <ProcedureForm of={open.of} onDone={done} />
        </SidePanel>
      )}
    </ImagingPage>
  )
}
