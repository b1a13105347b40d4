import { useQuery } from '@tanstack/react-query'
import { hisPrescribingDrugOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { DrugFactOut, DrugPage } from '@/kernel/api/types.gen'
import { showNumber } from '@/kernel/number'
import { say } from '@/kernel/text'
import {
  Alert,
  Awaited,
  Dim,
  Facts,
  Money,
  Panel,
  SidePanel,
  Stack,
  Status,
  type Tone,
} from '@/kernel/ui'
import { d } from '../drugText'

const TONE: Record<string, Tone> = { stop: 'red', warning: 'amber', info: 'blue' }

/** The drug's page beside the prescription. */
export function DrugInfoPanel({ code, onClose }: { code: string; onClose: () => void }) {
  return (
    <SidePanel open title={d('title')} onClose={onClose}>
      <DrugInfo code={code} />
    </SidePanel>
  )
}

export function DrugInfo({ code }: { code: string }) {
  const found = useQuery(hisPrescribingDrugOptions({ path: { code } }))
  return <Awaited of={found}>{(page) => <Known page={page} />}</Awaited>
}

function Known({ page }: { page: DrugPage }) {
  const { offer } = page
  const risks = page.facts.filter(({ severity }) => severity)
  const doses = page.facts.filter(({ severity }) => !severity)
  return (
    <Stack>
      <Panel title={`${offer.name} (${offer.brand})`}>
        <Facts
          of={[
            {
              label: d('ingredients'),
              value: page.ingredients
                .map(({ name, atc, amount, unit }) =>
                  [
                    name,
                    atc && `(${atc})`,
                    amount && `${showNumber(Number(amount))} ${unit}/${offer.use_unit}`,
                  ]
                    .filter(Boolean)
                    .join(' '),
                )
                .join('; '),
            },
            { label: d('form'), value: `${offer.form} ${offer.strength}` },
            { label: d('registration'), value: page.registration },
            {
              label: d('stock'),
              value:
                offer.stock === null
                  ? d('noStock')
                  : `${showNumber(Number(offer.stock))} ${offer.unit} ${page.stock_note}`,
            },
            {
              label: d('price'),
              value: offer.price === null ? undefined : <Money of={offer.price} />,
            },
            {
              label: d('insurance'),
              value:
                page.scope === '2'
                  ? d('outside')
                  : `${d('inside')} ${offer.rate_bh ? `${showNumber(Number(offer.rate_bh))} %` : ''} ${page.condition}`,
            },
            {
              label: d('control'),
              value: offer.control ? d(offer.control as 'narcotic') : d('normal'),
            },
          ]}
        />
      </Panel>
      <Panel title={d('use')}>
        <Facts
          of={[
            { label: d('indications'), value: page.indications || undefined },
            { label: d('contra'), value: page.contraindications || undefined },
          ]}
        />
        <Lines of={doses} />
      </Panel>
      {risks.length > 0 && (
        <Panel title={d('risks')}>
          <Lines of={risks} />
        </Panel>
      )}
      <Panel title={`${d('interactions')} (${page.interactions.length})`}>
        {page.interactions.length === 0 ? (
          <Dim>{d('noneKnown')}</Dim>
        ) : (
          <Lines of={page.interactions} />
        )}
      </Panel>
      {page.alternatives.length > 0 && (
        <Panel title={d('alternatives')}>
          <ul>
            {page.alternatives.map((each) => (
              <li key={each.code}>
                {each.name} · {each.form}{' '}
                <Dim>
                  {each.stock === null ? '' : `${d('stock')} ${showNumber(Number(each.stock))}`}{' '}
                  {each.price !== null && <Money of={each.price} />}
                </Dim>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </Stack>
  )
}

function Lines({ of }: { of: DrugFactOut[] }) {
  const open = of.some(({ approved }) => !approved)
  return (
    <Stack>
      {open && <Alert weight="warning">{d('unapproved')}</Alert>}
      <ul>
        {of.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only shown
          <li key={index}>
            {each.severity && (
              <Status tone={TONE[each.severity] ?? 'grey'}>{d(each.severity)}</Status>
            )}{' '}
            <strong>{each.title}</strong>: {say(each.says)}{' '}
            {each.source.length > 20 && <Dim>{each.source}</Dim>}
          </li>
        ))}
      </ul>
    </Stack>
  )
}
