import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ListOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Alert, Awaited, Page, Status } from '@/kernel/ui'
import { IconArrowLeft, IconBuildingHospital, IconShieldCheck } from '@/kernel/ui/icons'
import css from '../catalogs.module.css'
import { t } from '../text'
import { useList } from '../useList'

const TABS = [
  { at: '', label: 'tabEntries' },
  { at: '/imports', label: 'tabImports' },
  { at: '/compare', label: 'tabCompare' },
] as const

type Props = {
  actions?: (list: ListOut) => ReactNode
  children: (list: ListOut) => ReactNode
}

/** A page of one list: its head, the way to its other pages, then the page itself. */
export function ListPage({ actions, children }: Props) {
  const found = useList()
  const { id, data: list } = found
  return (
    <Page
      title={list ? say(list.title) : id}
      detail={
        list && (
          <span className={css.detail}>
            {t('inForce', { n: list.entries })}
            <Status
              tone={list.official ? 'blue' : 'grey'}
              icon={list.official ? IconShieldCheck : IconBuildingHospital}
            >
              {t(list.official ? 'official' : 'own')}
            </Status>
            {list.unmapped > 0 && (
              <Status tone="amber">{t('unmapped', { n: list.unmapped })}</Status>
            )}
          </span>
        )
      }
      actions={list && actions?.(list)}
    >
      <nav className={css.pages} aria-label={t('tabs')}>
        <Link to="/catalogs" className={css.up} activeOptions={{ exact: true }}>
          <IconArrowLeft size={15} stroke={1.75} />
          {t('allLists')}
        </Link>
        {TABS.map(({ at, label }) => (
          <Link
            key={at}
            to={`/catalogs/${id}${at}`}
            activeOptions={{ exact: at === '', includeSearch: false }}
          >
            {t(label)}
          </Link>
        ))}
      </nav>
      {found.all && !list ? (
        <Alert weight="warning">{t('notThere')}</Alert>
      ) : (
        <Awaited<ListOut> of={found}>{(each) => children(each)}</Awaited>
      )}
    </Page>
  )
}
