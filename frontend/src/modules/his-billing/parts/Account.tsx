import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisBillingBankAccountOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisBillingSetBankAccount } from '@/kernel/api/sdk.gen'
import type { BankAccountIn, BankAccountOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Facts, Field, Form, Panel, SidePanel } from '@/kernel/ui'
import { t } from '../text'

/** Where transfers go, and the secret that notices are signed by (written, never shown). */
export function Account() {
  const found = useQuery(hisBillingBankAccountOptions())
  const [open, setOpen] = useState(false)
  if (!found.data) return null
  const account = found.data.account
  return (
    <Panel
      title={t('account')}
      actions={
        <Button small onClick={() => setOpen(true)}>
          {t('edit')}
        </Button>
      }
    >
      {account ? (
        <Facts
          of={[
            { label: t('bankName'), value: `${account.bank_name} (${account.bank_bin})` },
            { label: t('accountNumber'), value: account.number },
            { label: t('holder'), value: account.holder },
            { label: t('hook'), value: account.hook },
          ]}
        />
      ) : (
        <Dim>{t('noAccount')}</Dim>
      )}
      {open && <Edit of={account} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function Edit({ of: account, onClose }: { of: BankAccountOut | null; onClose: () => void }) {
  const form = useForm({
    bank_bin: account?.bank_bin ?? '',
    bank_name: account?.bank_name ?? '',
    number: account?.number ?? '',
    holder: account?.holder ?? '',
    secret: '',
  })
  const save = useSubmit(
    (body: BankAccountIn, headers) => hisBillingSetBankAccount({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('account')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={(values) => save.submit({ ...values, secret: values.secret || null })}
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('bankBin')} required {...form.bind('bank_bin')} />
        <Field label={t('bankName')} required {...form.bind('bank_name')} />
        <Field label={t('accountNumber')} required {...form.bind('number')} />
        <Field label={t('holder')} required {...form.bind('holder')} />
        <Field
          label={t('secret')}
          hint={t('secretHint')}
          required={!account}
          {...form.bind('secret')}
        />
      </Form>
    </SidePanel>
  )
}
