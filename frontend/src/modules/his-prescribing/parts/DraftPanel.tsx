import { type KeyboardEvent, useRef, useState } from 'react'
import {
  hisPrescribingDrop,
  hisPrescribingSearch,
  hisPrescribingSign,
  hisPrescribingSuggestion,
} from '@/kernel/api/sdk.gen'
import type { DrugOfferOut, EncounterOut, PrescriptionDraftOut } from '@/kernel/api/types.gen'
import { useKeys } from '@/kernel/keys'
import { showNumber } from '@/kernel/number'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Field, Money, Picker, RefusalNote, showMoney } from '@/kernel/ui'
import { answersOf, changed, newRow, type Row, TAKES } from '../draft'
import { t } from '../text'
import { useDraft } from '../useDraft'
import { DraftHead } from './DraftHead'
import { DrugInfoPanel } from './DrugInfo'
import { DrugLine } from './DrugLine'
import css from './prescription.module.css'
import { Warnings } from './Warnings'

type Props = { encounter: EncounterOut; server: PrescriptionDraftOut | null }

/** The draft: search, doses, alerts beside the lines, one key to sign. */
export function DraftPanel({ encounter, server }: Props) {
  const path = { encounter_id: encounter.id }
  const draft = useDraft(encounter.id, server)
  const { typed, setTyped } = draft
  const box = useRef<HTMLDivElement>(null)
  const [looking, setLooking] = useState<string>()
  const sign = useSubmit(
    (_: null, headers) =>
      hisPrescribingSign({
        path: { prescription_id: draft.id() ?? '' },
        body: { version: draft.version(), answers: answersOf(typed.reasons) },
        headers,
      }),
    { done: () => draft.take(null, true), refused: toFirstUnanswered },
  )
  const drop = useSubmit(
    (_: null, headers) => hisPrescribingDrop({ path, body: { version: draft.version() }, headers }),
    { done: () => draft.take(null, true) },
  )

  const search = () => box.current?.querySelector<HTMLInputElement>('input[role=combobox]')
  useKeys({ 'Alt+D': { label: t('add'), act: () => search()?.focus() } })

  const put = (rows: Row[]) => setTyped((before) => ({ ...before, rows }))
  const change = (row: Row) =>
    put(typed.rows.map((each) => (each.drug_code === row.drug_code ? row : each)))

  async function choose(offer: DrugOfferOut | null) {
    if (!offer || typed.rows.some((row) => row.drug_code === offer.code)) return
    const days = typed.rows.at(-1)?.days
    let row = newRow(offer, days ?? 5)
    try {
      const { data } = await hisPrescribingSuggestion({ path: { ...path, code: offer.code } })
      const takes = { ...row.takes }
      for (const take of TAKES) takes[take] = Number(data[take]) || null
      const worked =
        data.mg_per_kg === null
          ? undefined
          : t('perKg', {
              n: showNumber(Number(data.mg_per_kg)),
              w: showNumber(Number(data.weight)),
            })
      row = changed(row, { takes, days: days ?? data.days, worked })
    } catch {
      // The suggestion is only a help: the line is there, its doses are empty.
    }
    setTyped((before) => ({ ...before, rows: [...before.rows, row] }))
    if (TAKES.some((take) => row.takes[take])) return
    setTimeout(() => {
      const lines = box.current?.querySelectorAll<HTMLElement>('[data-drug]')
      lines?.[lines.length - 1]?.querySelector('input')?.focus()
    })
  }

  function onKeyDown(event: KeyboardEvent) {
    const at = event.target
    if (event.key !== 'Enter' || event.defaultPrevented || !(at instanceof HTMLInputElement)) return
    if (at.getAttribute('role') === 'combobox') return
    event.preventDefault()
    const stops = [...(box.current?.querySelectorAll<HTMLInputElement>('li input') ?? [])]
    const next = stops[stops.indexOf(at) + 1] ?? search()
    next?.focus()
    next?.select()
  }

  /** What keeps it from being signed may stand out of sight. */
  function toFirstUnanswered() {
    const asked = box.current?.querySelectorAll<HTMLInputElement>('[role=alert] input') ?? []
    ;[...asked].find(({ value }) => value.trim().length < 3)?.focus()
  }

  /** Also right after the last key: what was typed is saved first. */
  async function signNow() {
    await draft.save()
    if (draft.id()) sign.submit(null)
  }

  const alerts = server?.alerts ?? []
  const said = new Set(typed.rows.map(({ drug_code }) => drug_code))
  // Of a pair, the line that is here: the other may be a drug that is still taken.
  const mine = (row: Row) =>
    alerts.filter(({ codes }) => codes.findLast((code) => said.has(code)) === row.drug_code)
  const general = alerts.filter(({ codes }) => !codes.some((code) => said.has(code)))
  const reason = (key: string, text: string) =>
    setTyped((before) => ({ ...before, reasons: { ...before.reasons, [key]: text } }))
  const clashes = draft.refusal?.error === 'ChangedMeanwhile'
  const ready = typed.rows.length > 0 && server !== null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter goes on, as in a form
    <div ref={box} onKeyDown={onKeyDown}>
      <DraftHead encounter={encounter} server={server} typed={typed} setTyped={setTyped} />
      <ul className={css.rows}>
        {typed.rows.map((row) => (
          <DrugLine
            key={row.drug_code}
            row={row}
            alerts={mine(row)}
            reasons={typed.reasons}
            onReason={reason}
            onChange={change}
            onRemove={() => put(typed.rows.filter((each) => each !== row))}
            onInfo={() => setLooking(row.drug_code)}
          />
        ))}
      </ul>
      <Picker<DrugOfferOut>
        label={t('add')}
        hint={t('addHint')}
        list={`his.prescribing.drugs.${encounter.id}`}
        value={null}
        onChange={choose}
        keepOpen
        line={(offer) => ({
          key: offer.code,
          code: offer.code,
          name: `${offer.name} · ${offer.brand}`,
          extra: [
            offer.stock === null
              ? undefined
              : Number(offer.stock) > 0
                ? `${t('stock')} ${showNumber(Number(offer.stock))}`
                : t('outOfStock'),
            offer.price === null ? undefined : showMoney(offer.price),
            offer.insured ? t('insured') : undefined,
          ]
            .filter(Boolean)
            .join(' · '),
        })}
        search={(q, signal) =>
          hisPrescribingSearch({ path, query: { q, limit: 20 }, signal }).then(
            (answer) => answer.data.items,
          )
        }
      />
      {typed.rows.length > 0 && (
        <Field
          label={t('advice')}
          most={2000}
          lines={2}
          value={typed.head.advice}
          onChange={(advice) =>
            setTyped((before) => ({ ...before, head: { ...before.head, advice } }))
          }
        />
      )}
      <Warnings alerts={ready ? general : []} reasons={typed.reasons} onReason={reason} />
      {clashes ? (
        <Alert weight="stop">
          <p>{t('conflict')}</p>
          <div className={css.acts}>
            <Button small onClick={() => draft.settle(false)}>
              {t('takeTheirs')}
            </Button>
            <Button small onClick={() => draft.settle(true)}>
              {t('keepMine')}
            </Button>
          </div>
        </Alert>
      ) : (
        <RefusalNote of={draft.refusal} />
      )}
      <RefusalNote of={sign.refusal ?? drop.refusal} />
      {typed.rows.length > 0 && (
        <div className={css.foot}>
          {server && <Totals of={server} />}
          <span className={css.small} role="status">
            {draft.busy || draft.unsaved ? t('saving') : t('saved')}
          </span>
          <span className={css.acts}>
            <Button small quiet busy={drop.busy} onClick={() => drop.submit(null)}>
              {t('drop')}
            </Button>
            <Button hotkey="F10" busy={sign.busy} onClick={signNow}>
              {t('sign')}
            </Button>
          </span>
        </div>
      )}
      {looking && <DrugInfoPanel code={looking} onClose={() => setLooking(undefined)} />}
    </div>
  )
}

function Totals({ of: { total } }: { of: PrescriptionDraftOut }) {
  return (
    <>
      <span>
        {t('total')} <Money of={total.gross} />
      </span>
      {Number(total.insurer) > 0 && (
        <span>
          {t('insurer')} <Money of={total.insurer} />
        </span>
      )}
      <span>
        {t('patient')} <Money of={total.patient} strong />
      </span>
    </>
  )
}
