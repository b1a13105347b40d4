import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { risPacsScheduleMachines } from '@/kernel/api/sdk.gen'
import type { ImagingMachineOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, SidePanel, Status, Worklist } from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { ImagingPage } from '../parts/ImagingPage'
import { MachineForm } from '../parts/MachineForm'
import { t } from '../text'

/** The machines; Enter opens the day of one. */
export function Machines() {
  const navigate = useNavigate()
  const maySet = useMay('ris_pacs.schedule.machine.set_up')
  const known = useQueryClient()
  const [open, setOpen] = useState<{ of?: ImagingMachineOut }>()
  const done = () => {
    setOpen(undefined)
    known.invalidateQueries({ queryKey: ['ris_pacs.schedule.machines'] })
  }
  return (
    <ImagingPage
      title={t('machines')}
      actions={
        maySet && (
          <Button primary icon={IconPlus} hotkey="F8" onClick={() => setOpen({})}>
            {t('addMachine')}
          </Button>
        )
      }
    >
      <Worklist<ImagingMachineOut>
        list="ris_pacs.schedule.machines"
        label={t('machines')}
        live={['machines', 'exams']}
        load={(_, signal) => risPacsScheduleMachines({ signal }).then((r) => r.data)}
        keyOf={(row) => row.id}
        empty={t('none')}
        columns={[
          { head: t('code'), width: '1%', nowrap: true, show: (row) => row.code },
          {
            head: t('name'),
            phone: 'title',
            show: (row) => (
              <>
                {row.name} <Dim>{row.modality}</Dim>{' '}
                {!row.active && <Status tone="grey">{t('off')}</Status>}
              </>
            ),
          },
          { head: t('title'), width: '1%', nowrap: true, show: (row) => row.ae_title || '–' },
          { head: t('room'), show: (row) => row.room },
          {
            head: t('opens'),
            width: '1%',
            nowrap: true,
            show: (row) => `${row.opens}–${row.closes} · ${row.slot_minutes}'`,
          },
          { head: t('waiting'), width: '1%', align: 'right', show: (row) => row.waiting },
        ]}
        actions={
          maySet
            ? (row) => (
                <Button small onClick={() => setOpen({ of: row })}>
                  {t('change')}
                </Button>
              )
            : undefined
        }
        onOpen={(row) => navigate({ to: `/imaging/machines/${row.id}` })}
      />
      {open && (
        <SidePanel
          open
          title={open.of ? t('change') : t('addMachine')}
          onClose={() => setOpen(undefined)}
        >
          <MachineForm of={open.of} onDone={done} />
        </SidePanel>
      )}
    </ImagingPage>
  )
}
