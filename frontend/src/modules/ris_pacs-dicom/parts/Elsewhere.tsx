import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  risPacsDicomNodesOptions,
  risPacsDicomStudiesElsewhereOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsDicomFetch } from '@/kernel/api/sdk.gen'
import type { DicomFoundOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Dim,
  Field,
  Panel,
  RefusalNote,
  Row,
  Select,
  Stack,
  Table,
} from '@/kernel/ui'
import { t } from '../text'

type Asked = { node: string; name: string; code: string }

/** What another archive or workstation has, and fetching it. */
export function Elsewhere() {
  const nodes = useQuery(risPacsDicomNodesOptions())
  const [node, setNode] = useState<string | null>(null)
  const [name, setName] = useState('')
  const [code, setCode] = useState('')
  const [asked, setAsked] = useState<Asked>()
  const there = nodes.data?.items.filter((each) => each.active && each.host && each.port) ?? []
  return (
    <Panel title={t('elsewhere')}>
      <Stack>
        <Row columns={3}>
          <Select
            label={t('node')}
            required
            choices={there.map((each) => ({ value: each.id, label: each.name }))}
            value={node}
            onChange={setNode}
          />
          <Field label={t('patientName')} value={name} onChange={setName} most={64} />
          <Field label={t('patientCode')} value={code} onChange={setCode} most={64} />
        </Row>
        <div>
          <Button primary off={!node} onClick={() => node && setAsked({ node, name, code })}>
            {t('search')}
          </Button>
        </div>
        {asked && <Found asked={asked} />}
      </Stack>
    </Panel>
  )
}

function Found({ asked }: { asked: Asked }) {
  const found = useQuery(
    risPacsDicomStudiesElsewhereOptions({
      path: { node_id: asked.node },
      query: { name: asked.name, code: asked.code },
    }),
  )
  return (
    <Awaited of={found} rows={3}>
      {(told) =>
        told.ok ? (
          <Table
            label={t('elsewhere')}
            rows={told.found}
            keyOf={(row) => row.study_uid}
            empty={t('nothingThere')}
            columns={[
              {
                head: t('patientName'),
                phone: 'title',
                show: (row) => (
                  <>
                    {row.patient_name} <Dim>{row.patient_code}</Dim>
                  </>
                ),
              },
              { head: t('day'), nowrap: true, show: (row) => day(row.date) },
              { head: t('modality'), width: '1%', show: (row) => row.modalities },
              { head: t('description'), show: (row) => row.description },
              {
                head: t('pictures'),
                width: '1%',
                align: 'right',
                show: (row) => `${row.here}/${row.instances ?? '?'}`,
              },
            ]}
            actions={(row) => <Fetch node={asked.node} of={row} />}
          />
        ) : (
          <Alert weight="warning">{t('notAsked', { said: `${told.why} ${told.said}` })}</Alert>
        )
      }
    </Awaited>
  )
}

function day(of: string): string {
  return of.length === 8 ? `${of.slice(6)}/${of.slice(4, 6)}/${of.slice(0, 4)}` : of
}

function Fetch({ node, of }: { node: string; of: DicomFoundOut }) {
  const [asked, setAsked] = useState(false)
  const fetch = useSubmit(
    (study_uid: string, headers) =>
      risPacsDicomFetch({ path: { node_id: node }, body: { study_uid }, headers }),
    { done: () => setAsked(true) },
  )
  if (asked) return <Dim>{t('comes')}</Dim>
  return (
    <>
      <Button small busy={fetch.busy} onClick={() => fetch.submit(of.study_uid)}>
        {t('fetch')}
      </Button>
      <RefusalNote of={fetch.refusal} />
    </>
  )
}
