import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisAdminMatrixOptions,
  hisAdminMatrixQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminSetGrant } from '@/kernel/api/sdk.gen'
import type { MatrixOut, RoleOut } from '@/kernel/api/types.gen'
import { useKeys } from '@/kernel/keys'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Awaited, Button, Check, Field, RefusalNote, Row, Stack } from '@/kernel/ui'
import { IconArrowBackUp, IconPlus } from '@/kernel/ui/icons'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import css from '../parts/matrix.module.css'
import { RightsStrip } from '../parts/RightsStrip'
import { NewRole, RolePanel } from '../parts/RolePanel'
import { SquareTable } from '../parts/SquareTable'
import { type Change, narrowed, withChange } from '../parts/squares'
import { t } from '../text/rights'

/** What each role may do. A square counts at everybody's next click, and can be undone. */
export function Matrix() {
  const found = useQuery(hisAdminMatrixOptions())
  const mayManage = useMay('his.admin.users.manage')
  const [adding, setAdding] = useState(false)
  return (
    <AdminPage
      title={names('rights')}
      actions={
        mayManage && (
          <Button primary icon={IconPlus} hotkey="Alt+N" onClick={() => setAdding(true)}>
            {t('addRole')}
          </Button>
        )
      }
    >
      <RightsStrip />
      <Awaited of={found}>{(matrix) => <Squares matrix={matrix} />}</Awaited>
      {adding && <NewRole roles={found.data?.roles ?? []} onClose={() => setAdding(false)} />}
    </AdminPage>
  )
}

function Squares({ matrix }: { matrix: MatrixOut }) {
  const mayManage = useMay('his.admin.users.manage')
  const queries = useQueryClient()
  const phone = useMediaQuery('(max-width: 767px)', window.innerWidth < 768)
  const [typed, setTyped] = useState('')
  const [onlyDiffering, setOnlyDiffering] = useState(false)
  const [reason, setReason] = useState(t('reasonStart'))
  const [open, setOpen] = useState<RoleOut>()
  const [done, setDone] = useState<Change[]>([])
  const last = done.at(-1)

  const set = useSubmit(
    (change: Change & { reason: string }, headers) => hisAdminSetGrant({ body: change, headers }),
    {
      refused: () => {
        setDone((before) => before.slice(0, -1))
        queries.invalidateQueries({ queryKey: hisAdminMatrixQueryKey() })
      },
    },
  )
  function change(wanted: Change, why: string) {
    queries.setQueryData<MatrixOut>(
      hisAdminMatrixQueryKey(),
      (now) => now && withChange(now, wanted),
    )
    set.submit({ ...wanted, reason: why.trim() || t('reasonStart') })
  }
  function undo() {
    if (!last) return
    setDone(done.slice(0, -1))
    change({ ...last, granted: !last.granted }, t('undoReason', { reason }))
  }
  useKeys({ 'Ctrl+Z': { label: t('undo'), act: undo, off: !last } })

  return (
    <Stack>
      <div className={css.bar}>
        <Field label={t('find')} autoFocus={!phone} value={typed} onChange={setTyped} />
        {mayManage && <Field label={t('reason')} most={500} value={reason} onChange={setReason} />}
        <Check label={t('changesOnly')} value={onlyDiffering} onChange={setOnlyDiffering} />
      </div>
      <RefusalNote of={set.refusal} />
      <SquareTable
        matrix={matrix}
        modules={narrowed(matrix, typed, onlyDiffering)}
        single={phone}
        off={!mayManage || set.busy}
        onRole={setOpen}
        onChange={(wanted) => {
          setDone([...done, wanted])
          change(wanted, reason)
        }}
      />
      {last && (
        <div className={css.undo} role="status">
          <span>{sentence(matrix, last)}</span>
          <Row>
            <Button small icon={IconArrowBackUp} hotkey="Ctrl+Z" busy={set.busy} onClick={undo}>
              {t('undo')}
            </Button>
          </Row>
        </div>
      )}
      {open && <RolePanel key={open.id} role={open} onClose={() => setOpen(undefined)} />}
    </Stack>
  )
}

function sentence(matrix: MatrixOut, { role, permission, granted }: Change): string {
  const held = matrix.roles.find((each) => each.id === role)
  const asked = matrix.modules
    .flatMap((module) => module.permissions)
    .find((each) => each.id === permission)
  return t(granted ? 'granted' : 'taken', {
    role: held ? say(held.title) : role,
    permission: asked ? say(asked.title) : permission,
  })
}
