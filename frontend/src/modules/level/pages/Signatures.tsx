import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { levelSignaturesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { SignatureOut } from '@/kernel/api/types.gen'
import { matches } from '@/kernel/fold'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import {
  Awaited,
  Button,
  Dim,
  type Filter,
  FilterBar,
  Panel,
  Status,
  Table,
  useFilters,
} from '@/kernel/ui'
import { IconSignature } from '@/kernel/ui/icons'
import { showDate } from '@/kernel/when'
import { labelOf } from '../figures'
import css from '../level.module.css'
import { AttestPanel } from '../parts/AttestPanel'
import { LevelPage } from '../parts/LevelPage'
import { t } from '../text'

/** Everything that waits for, or has, the facility's signature. */
export function Signatures() {
  const found = useQuery(levelSignaturesOptions())
  useLive(['level'])
  return (
    <LevelPage title={t('signaturesTitle')} detail={t('signaturesNote')}>
      <Awaited of={found} rows={12}>
        {({ signatures }) => <All of={signatures} />}
      </Awaited>
    </LevelPage>
  )
}

function All({ of }: { of: SignatureOut[] }) {
  const navigate = useNavigate()
  const may = useMay('level.attestation.sign')
  const [signing, setSigning] = useState<SignatureOut>()
  const filters: Filter[] = [
    {
      name: 'state',
      label: t('state'),
      start: 'waiting',
      choices: [
        { value: 'waiting', label: t('waiting') },
        { value: 'signed', label: t('signed') },
      ],
    },
    { name: 'q', label: t('find'), kind: 'text' },
  ]
  const { values, set } = useFilters(filters)
  const rows = of.filter((each) => {
    const signed = each.verdict === 'met'
    if (values.state && signed !== (values.state === 'signed')) return false
    return !values.q || matches(`${each.claim} ${say(each.title)} ${say(each.what)}`, values.q)
  })
  return (
    <Panel flush>
      <div className={css.listHead}>
        <FilterBar filters={filters} values={values} set={set} />
      </div>
      {rows.length === 0 ? (
        <div className={css.pad}>
          <Dim>{t('noMatch')}</Dim>
        </div>
      ) : (
        <Table<SignatureOut>
          label={t('signaturesTitle')}
          rows={rows}
          keyOf={(row) => `${row.module} ${row.claim}`}
          onOpen={(row) => navigate({ to: `/assessment/${row.claim}` })}
          actions={
            may
              ? (row) => (
                  <Button small onClick={() => setSigning(row)}>
                    {t('attest')}
                  </Button>
                )
              : undefined
          }
          columns={[
            { head: t('item'), width: '1%', nowrap: true, show: (row) => labelOf(row.claim) },
            { head: t('title'), phone: 'title', show: (row) => say(row.title) },
            { head: t('toAttest'), show: (row) => <div className={css.says}>{say(row.what)}</div> },
            {
              head: t('valid'),
              width: '1%',
              nowrap: true,
              show: (row) =>
                row.valid_until
                  ? t('lapsesOn', { day: showDate(row.valid_until) })
                  : t('validDays', { n: row.valid_days }),
            },
            {
              head: t('state'),
              width: '1%',
              show: (row) =>
                row.verdict === 'met' ? (
                  <Status tone="green">{t('signed')}</Status>
                ) : (
                  <Status tone="amber" icon={IconSignature}>
                    {t('waiting')}
                  </Status>
                ),
            },
          ]}
        />
      )}
      {signing && (
        <AttestPanel
          wanted={[
            {
              claim: signing.claim,
              module: signing.module,
              what: signing.what,
              days: signing.valid_days,
            },
          ]}
          onClose={() => setSigning(undefined)}
        />
      )}
    </Panel>
  )
}
