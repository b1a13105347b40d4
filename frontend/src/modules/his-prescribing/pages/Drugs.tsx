import { useNavigate, useSearch } from '@tanstack/react-router'
import { hisPrescribingSearchDrugs } from '@/kernel/api/sdk.gen'
import type { DrugOfferOut } from '@/kernel/api/types.gen'
import { Dim, Page, Picker, Stack, showMoney } from '@/kernel/ui'
import { d } from '../drugText'
import { DrugInfo } from '../parts/DrugInfo'

/** Everything the house knows of a drug, on one page. */
export function Drugs() {
  const { code } = useSearch({ strict: false }) as { code?: string }
  const navigate = useNavigate()
  return (
    <Page title={d('title')} narrow>
      <Stack>
        <Picker<DrugOfferOut>
          label={d('search')}
          hint={d('hint')}
          list="his.prescribing.drugs"
          value={null}
          autoFocus={!code}
          keepOpen
          onChange={(offer) =>
            offer && navigate({ to: '.' as never, search: { code: offer.code } as never })
          }
          line={(offer) => ({
            key: offer.code,
            code: offer.code,
            name: `${offer.name} · ${offer.brand}`,
            extra: offer.price === null ? undefined : showMoney(offer.price),
          })}
          search={(q, signal) =>
            hisPrescribingSearchDrugs({ query: { q }, signal }).then((answer) => answer.data.items)
          }
        />
        {code ? <DrugInfo key={code} code={code} /> : <Dim>{d('choose')}</Dim>}
      </Stack>
    </Page>
  )
}
