import { texts } from '@/kernel/text'

/** What the menu and the tabs say: in the first load, so no more than that. */
export const names = texts({
  vi: {
    admin: 'Quản trị',
    today: 'Hôm nay',
    users: 'Người dùng',
    rights: 'Phân quyền',
    places: 'Cơ sở, khoa phòng',
    parameters: 'Tham số',
    modules: 'Phân hệ',
    audit: 'Nhật ký',
    outbox: 'Hộp thư đi',
    jobs: 'Công việc tự động',
    software: 'Phần mềm',
    account: 'Tài khoản của tôi',
  },
  en: {
    admin: 'Administration',
    today: 'Today',
    users: 'Users',
    rights: 'Rights',
    places: 'Facility and places',
    parameters: 'Parameters',
    modules: 'Modules',
    audit: 'Audit',
    outbox: 'Outbox',
    jobs: 'Scheduled jobs',
    software: 'Software',
    account: 'My account',
  },
})
