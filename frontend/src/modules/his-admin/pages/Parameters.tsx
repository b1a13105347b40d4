import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisAdminListParametersOptions,
  hisAdminModulesOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { ParameterOut } from '@/kernel/api/types.gen'
import { fold } from '@/kernel/fold'
import { say } from '@/kernel/text'
import { Awaited, Dim, Field, Panel, Stack, Status, Table } from '@/kernel/ui'
import { IconMapPin } from '@/kernel/ui/icons'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import { useAsked } from '../parts/asked'
import { ParameterPanel } from '../parts/ParameterPanel'
import css from '../parts/parameters.module.css'
import { showValue } from '../parts/value'
import { t } from '../text/settings'

/** What the facility has decided, by module, as it holds now. */
export function Parameters() {
  const found = useQuery(hisAdminListParametersOptions())
  const modules = useQuery({ ...hisAdminModulesOptions(), staleTime: 60_000 })
  const [typed, setTyped] = useState('')
  const [asked, ask] = useAsked('open')
  const open = found.data?.parameters.find((each) => each.id === asked.open)
  const moduleName = (id: string) => {
    const module = modules.data?.modules.find((each) => each.id === id)
    return module ? say(module.title) : id
  }
  return (
    <AdminPage title={names('parameters')}>
      <Stack>
        <div className={css.find}>
          <Field label={t('find')} value={typed} onChange={setTyped} />
        </div>
        <Awaited of={found}>
          {({ parameters }) => {
            const shown = parameters.filter((each) => fits(each, typed))
            return (
              <div className={css.groups}>
                {[...new Set(shown.map((each) => each.module))].map((module) => (
                  <Group
                    key={module}
                    title={moduleName(module)}
                    rows={shown.filter((each) => each.module === module)}
                    onOpen={(each) => ask({ open: each.id })}
                  />
                ))}
                {shown.length === 0 && <Dim>{t('none')}</Dim>}
              </div>
            )
          }}
        </Awaited>
      </Stack>
      {open && (
        <ParameterPanel key={open.id} parameter={open} onClose={() => ask({ open: null })} />
      )}
    </AdminPage>
  )
}

function fits(parameter: ParameterOut, typed: string): boolean {
  const text = fold(`${parameter.title.vi} ${parameter.title.en} ${parameter.id}`)
  return fold(typed)
    .split(/\s+/)
    .every((part) => text.includes(part))
}

function Group(props: {
  title: string
  rows: ParameterOut[]
  onOpen: (parameter: ParameterOut) => void
}) {
  return (
    <Panel title={props.title} flush>
      <Table
        label={props.title}
        rows={props.rows}
        keyOf={(row) => row.id}
        columns={[
          { head: t('parameter'), show: (row) => say(row.title), width: '44%', phone: 'title' },
          {
            head: t('value'),
            show: (row) => (
              <>
                <b>{showValue(row, row.value)}</b>{' '}
                {row.value === row.default && <Dim>{t('default')}</Dim>}
              </>
            ),
            width: '38%',
          },
          {
            head: t('scope'),
            show: (row) =>
              Object.keys(row.rooms).length > 0 && (
                <Status tone="blue" icon={IconMapPin}>
                  {t('rooms', { n: Object.keys(row.rooms).length })}
                </Status>
              ),
            width: '18%',
          },
        ]}
        onOpen={props.onOpen}
      />
    </Panel>
  )
}
