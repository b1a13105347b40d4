import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { hisAdminModulesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { ModuleOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import { Awaited, Button, Dim, Panel, Status, Table, type Tone } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import { SwitchPanel } from '../parts/SwitchPanel'
import { t } from '../text/settings'

function stateOf(module: ModuleOut): { tone: Tone; label: string } {
  if (module.waiting) return { tone: 'blue', label: t('waiting') }
  if (module.on) return { tone: 'green', label: t('on') }
  return { tone: 'grey', label: t('off') }
}

/** More of them are opened by a press. */
const FEW = 3

/** What is in service, and what goes along when a part is taken out. */
export function Modules() {
  const found = useQuery({
    ...hisAdminModulesOptions(),
    // A switch counts when the server has put itself together anew: look again until then.
    refetchInterval: (query) =>
      query.state.data?.modules.some((module) => module.waiting) ? 1500 : false,
  })
  const queries = useQueryClient()
  const on = found.data?.modules.map((module) => module.on).join()
  const before = useRef(on)
  useEffect(() => {
    // The menu follows, as soon as the server has.
    if (before.current && before.current !== on) {
      queries.invalidateQueries({ queryKey: ['assembly'] })
    }
    before.current = on
  }, [on, queries])
  const maySwitch = useMay('his.admin.modules.switch')
  const [open, setOpen] = useState<ModuleOut>()
  const titleOf = (id: string) => {
    const module = found.data?.modules.find((each) => each.id === id)
    return module ? say(module.title) : id
  }
  const list = (ids: string[]) => ids.map(titleOf).join(', ') || <Dim>{t('nothing')}</Dim>
  return (
    <AdminPage title={names('modules')}>
      <Awaited of={found}>
        {({ modules }) => (
          <Panel flush>
            <Table
              label={names('modules')}
              rows={modules}
              keyOf={(module) => module.id}
              columns={[
                {
                  head: t('module'),
                  show: (module) => say(module.title),
                  width: '15%',
                  phone: 'title',
                },
                {
                  head: t('state'),
                  show: (module) => (
                    <Status tone={stateOf(module).tone}>{stateOf(module).label}</Status>
                  ),
                  width: '1%',
                },
                {
                  head: t('requires'),
                  show: (module) => list(module.requires),
                  width: '20%',
                  phone: 'hide',
                },
                {
                  head: t('dependants'),
                  show: (module) =>
                    module.dependants.length > FEW ? (
                      <details>
                        <summary>{t('parts', { count: module.dependants.length })}</summary>
                        {list(module.dependants)}
                      </details>
                    ) : (
                      list(module.dependants)
                    ),
                  width: '25%',
                  phone: 'hide',
                },
                {
                  head: t('claims'),
                  show: (module) => module.claims.length,
                  align: 'right',
                  width: '1%',
                  phone: 'hide',
                },
                {
                  head: t('last'),
                  show: (module) =>
                    module.since ? (
                      `${showInstant(module.since)} · ${module.by_name}: ${module.reason}`
                    ) : (
                      <Dim>{off(module)}</Dim>
                    ),
                },
              ]}
              toneOf={(module) => (module.on ? undefined : 'dim')}
              actions={
                maySwitch
                  ? (module) => <Act module={module} onOpen={() => setOpen(module)} />
                  : undefined
              }
            />
          </Panel>
        )}
      </Awaited>
      {open && (
        <SwitchPanel
          key={open.id}
          module={open}
          titleOf={titleOf}
          onClose={() => setOpen(undefined)}
        />
      )}
    </AdminPage>
  )
}

function off(module: ModuleOut): string {
  if (module.off_by === 'operator') return t('offByOperator')
  return module.off_by === 'dependency' ? t('offByDependency') : ''
}

function Act({ module, onOpen }: { module: ModuleOut; onOpen: () => void }) {
  if (module.on && !module.can_be_off) return <Dim>{t('locked')}</Dim>
  if (module.off_by === 'operator' && !module.waiting) return null
  return (
    <Button small danger={module.on} off={module.waiting} onClick={onOpen}>
      {module.on ? t('switchOff') : t('switchOn')}
    </Button>
  )
}
