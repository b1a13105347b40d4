import type { Icon } from './icons'
import { IconDownload } from './icons'
import css from './parts.module.css'

/** A file of the server, as a link that looks like a button: `<Download href="/api/…">CSV</Download>`. */
export function Download({
  href,
  children,
  icon: Sign = IconDownload,
  opens,
}: {
  href: string
  children: string
  icon?: Icon
  /** Shown in a tab of its own instead of saved. */
  opens?: boolean
}) {
  const target = opens ? { target: '_blank', rel: 'noreferrer' } : { download: true }
  return (
    <a className={css.download} href={href} {...target}>
      <Sign size={16} stroke={1.75} />
      {children}
    </a>
  )
}
