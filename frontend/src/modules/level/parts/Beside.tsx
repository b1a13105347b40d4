import { Link } from '@tanstack/react-router'
import type { OverviewOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Download, Panel, Stack } from '@/kernel/ui'
import { IconCertificate, IconExternalLink, IconSignature } from '@/kernel/ui/icons'
import { showDate } from '@/kernel/when'
import { publicAddress, useAddress } from '../address'
import { labelOf } from '../figures'
import css from '../level.module.css'
import { t } from '../text'
import { To } from './To'

/** Signatures that wait or lapse, and what everyone may see. */
export function Beside({ overview }: { overview: OverviewOut }) {
  const { at } = useAddress()
  return (
    <Panel>
      <Stack>
        {overview.waiting > 0 && (
          <Link to="/assessment/signatures" className={css.line}>
            <IconSignature size={16} stroke={1.75} />
            {t('waitingSign', { n: overview.waiting })}
          </Link>
        )}
        {overview.lapsing.length > 0 && (
          <div>
            <h3 className={css.small}>{t('lapsing')}</h3>
            <ul className={css.lacking}>
              {overview.lapsing.map(({ id, claim, title, valid_until }) => (
                <li key={id}>
                  <To id={claim}>
                    <b>{labelOf(claim)}</b> {say(title)}
                  </To>
                  <small>{t('lapsesOn', { day: showDate(valid_until) })}</small>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className={css.wrap}>
          <Download href={publicAddress('/level', at.profile)} icon={IconExternalLink} opens>
            {t('publicPage')}
          </Download>
          <Download
            href={publicAddress('/level/badge.svg', at.profile)}
            icon={IconCertificate}
            opens
          >
            {t('badge')}
          </Download>
        </div>
      </Stack>
    </Panel>
  )
}
