import { useState } from 'react'
import { lisReagentsMakeOrder } from '@/kernel/api/sdk.gen'
import type { ReagentBalanceOut, ReagentOrderIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Field, NumberField, RefusalNote, Row, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'

/** What is to be bought: proposed numbers stand there and are changed. */
export function OrderPanel(props: { balances: ReagentBalanceOut[]; onClose: () => void }) {
  const [wanted, setWanted] = useState<Record<string, number | null>>(() =>
    Object.fromEntries(
      props.balances.map((each) => [each.reagent_id, Number(each.proposed) || null]),
    ),
  )
  const [note, setNote] = useState('')
  const save = useSubmit(
    (body: ReagentOrderIn, headers) => lisReagentsMakeOrder({ body, headers }),
    { done: props.onClose },
  )
  const lines = props.balances.flatMap((each) => {
    const kits = wanted[each.reagent_id]
    return kits
      ? [
          {
            reagent_id: each.reagent_id,
            kits: String(kits),
            why: each.low ? t('below_minimum') : '',
          },
        ]
      : []
  })
  return (
    <SidePanel open title={t('makeOrder')} onClose={props.onClose}>
      <Stack>
        <Dim>{t('orderHint')}</Dim>
        {props.balances.map((each) => (
          <NumberField
            key={each.reagent_id}
            label={each.name}
            unit={each.kit_unit}
            least={0}
            value={wanted[each.reagent_id] ?? null}
            onChange={(kits) => setWanted((before) => ({ ...before, [each.reagent_id]: kits }))}
          />
        ))}
        <Field label={t('note')} most={500} value={note} onChange={setNote} />
        <RefusalNote of={save.refusal} />
        <Row>
          <Button
            primary
            hotkey="F9"
            busy={save.busy}
            off={lines.length === 0}
            onClick={() => save.submit({ lines, note })}
          >
            {t('save')}
          </Button>
        </Row>
      </Stack>
    </SidePanel>
  )
}
