import { Fragment, type KeyboardEvent, useState } from 'react'
import type { MatrixOut, ModulePermissionsOut, RoleOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Panel, Select } from '@/kernel/ui'
import { IconShieldCheck } from '@/kernel/ui/icons'
import { t } from '../text/rights'
import css from './matrix.module.css'
import { type Change, differs, isGranted } from './squares'

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Rights down, roles across, heads that stay; arrows move, Space changes. One role on a phone. */
export function SquareTable(props: {
  matrix: MatrixOut
  modules: ModulePermissionsOut[]
  single: boolean
  off: boolean
  onRole: (role: RoleOut) => void
  onChange: (change: Change) => void
}) {
  const { matrix, modules, single } = props
  const active = matrix.roles.filter((role) => role.active)
  const ended = matrix.roles.filter((role) => !role.active)
  const [chosen, setChosen] = useState(active[0]?.id ?? null)
  const [at, setAt] = useState('0:0')
  const roles = single ? matrix.roles.filter((role) => role.id === chosen) : [...active, ...ended]

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const step = STEPS[event.key]
    const from = (event.target as HTMLElement).dataset.at?.split(':').map(Number)
    if (!step || !from) return
    const [row = 0, column = 0] = from
    const next = event.currentTarget.querySelector<HTMLElement>(
      `[data-at="${row + step[0]}:${column + step[1]}"]`,
    )
    if (!next) return
    event.preventDefault()
    next.focus()
  }

  let row = -1
  return (
    <Panel flush>
      {single && (
        <div className={css.choose}>
          <Select
            label={t('role')}
            value={chosen}
            onChange={setChosen}
            choices={matrix.roles.map((role) => ({ value: role.id, label: say(role.title) }))}
          />
        </div>
      )}
      <div className={css.scroll}>
        <table className={css.matrix} aria-label={t('matrix')} onKeyDown={onKeyDown}>
          <thead>
            <tr>
              <th scope="col">{t('permission')}</th>
              {roles.map((role) => (
                <th key={role.id} scope="col" data-ended={!role.active || undefined}>
                  <RoleHead role={role} matrix={matrix} onOpen={() => props.onRole(role)} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {modules.map((module) => (
              <Fragment key={module.id}>
                <tr>
                  <th scope="colgroup" colSpan={roles.length + 1} className={css.module}>
                    {say(module.title)}
                  </th>
                </tr>
                {module.permissions.map((permission) => {
                  row += 1
                  const line = row
                  return (
                    <tr key={permission.id}>
                      <th scope="row" title={permission.id}>
                        {say(permission.title)}
                      </th>
                      {roles.map((role, column) => {
                        const place = `${line}:${column}`
                        const granted = isGranted(matrix, role.id, permission.id)
                        const other = differs(matrix, role.id, permission)
                        return (
                          <td key={role.id} data-other={other || undefined}>
                            <input
                              type="checkbox"
                              data-at={place}
                              tabIndex={at === place ? 0 : -1}
                              aria-label={`${say(role.title)}: ${say(permission.title)}`}
                              title={other ? t('differs') : undefined}
                              checked={granted}
                              aria-disabled={props.off}
                              onFocus={() => setAt(place)}
                              onChange={() =>
                                !props.off &&
                                props.onChange({
                                  role: role.id,
                                  permission: permission.id,
                                  granted: !granted,
                                })
                              }
                            />
                          </td>
                        )
                      })}
                    </tr>
                  )
                })}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {modules.length === 0 && <p className={css.none}>{t('none')}</p>}
    </Panel>
  )
}

function RoleHead({
  role,
  matrix,
  onOpen,
}: {
  role: RoleOut
  matrix: MatrixOut
  onOpen: () => void
}) {
  return (
    <button
      type="button"
      className={css.role}
      title={t('held', { n: matrix.grants[role.id]?.length ?? 0 })}
      onClick={onOpen}
    >
      {say(role.title)}
      {role.needs_second_factor && (
        <span className={css.factor}>
          <IconShieldCheck size={13} /> {t('secondFactor')}
        </span>
      )}
    </button>
  )
}
