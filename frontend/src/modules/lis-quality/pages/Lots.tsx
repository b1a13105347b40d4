import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisQualityLotTargetsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisQualityControlLots } from '@/kernel/api/sdk.gen'
import type { ControlLotOut, ControlTargetOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import {
  Awaited,
  Button,
  Dim,
  Facts,
  Row,
  SidePanel,
  Stack,
  Status,
  Table,
  Worklist,
} from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { LotForm } from '../parts/LotForm'
import { QualityPage } from '../parts/QualityPage'
import { shown } from '../parts/state'
import { TargetPanel } from '../parts/TargetPanel'
import { t } from '../text'

/** The lots of controls, and what each should read. */
export function Lots() {
  const may = useMay('lis.quality.target.edit')
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<ControlLotOut>()
  const [aiming, setAiming] = useState<ControlLotOut>()
  const [editing, setEditing] = useState<ControlLotOut>()
  return (
    <QualityPage
      title={t('lots')}
      actions={
        may && (
          <Button primary onClick={() => setAdding(true)}>
            {t('addLot')}
          </Button>
        )
      }
    >
      <Worklist<ControlLotOut>
        list="lis.quality.lots"
        label={t('lots')}
        live={['lab_quality']}
        empty={t('noLots')}
        load={(asked, signal) =>
          lisQualityControlLots({ query: { after: asked.after }, signal }).then((a) => a.data)
        }
        keyOf={(row) => row.id}
        onOpen={setOpen}
        columns={[
          { head: t('material'), show: (row) => row.material, phone: 'title' },
          { head: t('levelNo'), show: (row) => row.level },
          { head: t('lotNumber'), show: (row) => row.lot_number, nowrap: true },
          { head: t('barcode'), show: (row) => row.code, nowrap: true },
          { head: t('goodUntil'), show: (row) => showDate(row.good_until), nowrap: true },
          {
            head: t('state'),
            width: '1%',
            show: (row) => (
              <Status tone={row.active ? 'green' : 'grey'}>
                {t(row.active ? 'active' : 'ended')}
              </Status>
            ),
          },
        ]}
      />
      {adding && <LotForm onClose={() => setAdding(false)} />}
      {editing && <LotForm lot={editing} onClose={() => setEditing(undefined)} />}
      {aiming && <TargetPanel lot={aiming} onClose={() => setAiming(undefined)} />}
      {open && (
        <OneLot
          key={open.id}
          lot={open}
          may={may}
          onAim={() => {
            setAiming(open)
            setOpen(undefined)
          }}
          onEdit={() => {
            setEditing(open)
            setOpen(undefined)
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </QualityPage>
  )
}

function OneLot(props: {
  lot: ControlLotOut
  may: boolean
  onAim: () => void
  onEdit: () => void
  onClose: () => void
}) {
  const { lot } = props
  const path = { lot_id: lot.id }
  const found = useQuery(lisQualityLotTargetsOptions({ path, query: { limit: 200 } }))
  return (
    <SidePanel
      open
      title={`${lot.lot_number} · ${t('level', { n: lot.level })}`}
      onClose={props.onClose}
    >
      <Stack>
        <Facts
          of={[
            { label: t('material'), value: lot.material },
            { label: t('maker'), value: lot.maker || undefined },
            { label: t('barcode'), value: lot.code },
            { label: t('expiry'), value: showDate(lot.expiry) },
            { label: t('openedOn'), value: lot.opened_on ? showDate(lot.opened_on) : undefined },
            { label: t('goodUntil'), value: showDate(lot.good_until) },
          ]}
        />
        {props.may && (
          <Row>
            <Button onClick={props.onAim}>{t('setTarget')}</Button>
            <Button onClick={props.onEdit}>{t('editLot')}</Button>
          </Row>
        )}
        <Awaited of={found} rows={4}>
          {({ items }) => (
            <Table<ControlTargetOut>
              label={t('targets')}
              rows={items}
              empty={t('noTargets')}
              keyOf={(row) => row.id}
              toneOf={(row) => (row.valid_to ? 'dim' : undefined)}
              columns={[
                {
                  head: t('test'),
                  phone: 'title',
                  show: (row) => [row.test_code, row.analyser].filter(Boolean).join(' · '),
                },
                {
                  head: t('target'),
                  nowrap: true,
                  show: (row) => `${shown(row.mean)} ± ${shown(row.sd)} ${row.unit}`,
                },
                {
                  head: t('validFrom'),
                  show: (row) => (
                    <Dim>
                      {showInstant(row.valid_from, 'date')}
                      {row.valid_to && ` – ${showInstant(row.valid_to, 'date')}`}
                    </Dim>
                  ),
                },
              ]}
            />
          )}
        </Awaited>
      </Stack>
    </SidePanel>
  )
}
