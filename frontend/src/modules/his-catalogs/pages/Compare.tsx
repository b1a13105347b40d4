import { useNavigate, useSearch } from '@tanstack/react-router'
import { hisCatalogsDifference } from '@/kernel/api/sdk.gen'
import type { ListOut } from '@/kernel/api/types.gen'
import { DateField } from '@/kernel/ui'
import { today } from '@/kernel/when'
import css from '../catalogs.module.css'
import { Differences } from '../parts/Differences'
import { ListPage } from '../parts/ListPage'
import { t } from '../text'

/** How a list differs between two days. */
export function Compare() {
  return <ListPage>{(list) => <Days list={list} />}</ListPage>
}

function Days({ list }: { list: ListOut }) {
  const search: { earlier?: string; later?: string } = useSearch({ strict: false })
  const navigate = useNavigate()
  const earlier = search.earlier ?? `${today().slice(0, 4)}-01-01`
  const later = search.later ?? today()
  const set = (name: 'earlier' | 'later') => (day: string | null) => {
    if (day) navigate({ to: '.', search: { ...search, [name]: day } as never, replace: true })
  }
  return (
    <>
      <div className={css.days}>
        <DateField label={t('earlier')} value={earlier} onChange={set('earlier')} />
        <DateField label={t('later')} value={later} onChange={set('later')} />
      </div>
      <Differences
        list={list}
        name={`his.catalogs.compare.${list.id}`}
        fixed={{ earlier, later }}
        load={({ after, limit }, signal) =>
          hisCatalogsDifference({
            path: { list_id: list.id },
            query: { earlier, later, after, limit },
            signal,
          }).then((r) => r.data)
        }
      />
    </>
  )
}
