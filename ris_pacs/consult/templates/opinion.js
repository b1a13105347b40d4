// A guest's reading of the pictures: written beside them, signed with his PIN, into the record.
'use strict'
const FIELDS = ['findings', 'conclusion', 'recommendation', 'licence', 'pin']
const WHYS = {
  pin: say('Mã PIN chưa đúng. Hãy nhập lại.', 'That PIN is not right. Type it again.'),
  locked: say(
    'Nhập sai quá nhiều lần. Hãy chờ nửa giờ, hoặc gọi người đã mời bạn.',
    'Too many wrong PINs. Wait half an hour, or ask whoever invited you.',
  ),
  licence: say('Hãy nhập số giấy phép hành nghề.', 'Type the number of your licence.'),
  over: say('Hội chẩn đã kết thúc hoặc lời mời đã rút.', 'Over, or your invitation has ended.'),
}

/** What he wrote stays on his screen only, until he signs: a line that breaks loses none of it. */
const draft = `his54-reading-${key}`

function offerReading(guest) {
  by('tabs').hidden = false
  if (guest.licence) {
    by('licence').value = guest.licence
    by('licence').readOnly = true
  }
  const kept = JSON.parse(sessionStorage.getItem(draft) ?? '{}')
  for (const [name, value] of Object.entries(kept)) by(name).value = value
}

for (const tab of document.querySelectorAll('[data-tab]')) {
  tab.addEventListener('click', () => {
    const reads = tab.dataset.tab === 'reading'
    by('reading').hidden = !reads
    for (const id of ['say', 'lines', 'people']) by(id).hidden = reads
    for (const other of document.querySelectorAll('[data-tab]')) {
      other.setAttribute('aria-pressed', String(other === tab))
    }
  })
}

by('reading').addEventListener('input', () => {
  const told = FIELDS.filter((name) => name !== 'pin' && name !== 'licence')
  sessionStorage.setItem(draft, JSON.stringify(Object.fromEntries(told.map((n) => [n, by(n).value]))))
})

by('reading').addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = by('reading').querySelector('button')
  button.disabled = true
  const answer = await fetch(`/hoi-chan/${key}/opinion`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, by(name).value.trim()]))),
  }).catch(() => null)
  button.disabled = false
  by('pin').value = ''
  const said = await answer?.json().catch(() => ({}))
  by('refused').hidden = Boolean(answer?.ok)
  if (!answer?.ok) {
    by('refused').textContent =
      WHYS[said?.why] ?? say('Chưa gửi được, hãy thử lại.', 'It was not sent. Try again.')
    by('refused').scrollIntoView({ block: 'nearest' })
    return
  }
  sessionStorage.removeItem(draft)
  const at = new Date(said.at).toLocaleTimeString(english ? 'en' : 'vi', {
    timeStyle: 'short',
    timeZone: 'Asia/Ho_Chi_Minh',
  })
  by('signed').textContent = say(
    `Đã ký và vào hồ sơ lúc ${at}. Ký lại thì bản mới thay bản này.`,
    `Signed into the record at ${at}. If you sign again, the new one stands.`,
  )
})
