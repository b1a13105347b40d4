import { inBoth } from './inBoth'

/** Runs of the evidence and the trend. */
export const history = inBoth({
  vi: {
    historyTitle: 'Lịch sử đánh giá',
    trend: 'Mức qua các lần chạy',
    trendNone: 'Cần ít nhất hai lần chạy để vẽ.',
    trendLabel: 'Cơ sở đang đạt từ mức {from} đến mức {to} qua {n} lần chạy.',
    run: 'Lần chạy',
    trigger: 'Vì sao chạy',
    nightly: 'Hằng ngày',
    changed: 'Đổi phiên bản hoặc phân hệ',
    askedFor: 'Theo yêu cầu',
    askedBy: 'Người yêu cầu',
    version: 'Phiên bản',
    running: 'đang chạy',
    findings: 'Minh chứng trong lần chạy',
  },
  en: {
    historyTitle: 'History of the level',
    trend: 'The level over the runs',
    trendNone: 'It takes two runs to draw.',
    trendLabel: 'Reached here from level {from} to level {to} over {n} runs.',
    run: 'Run',
    trigger: 'Why it ran',
    nightly: 'Daily',
    changed: 'New version or modules',
    askedFor: 'Asked for',
    askedBy: 'Asked by',
    version: 'Version',
    running: 'running',
    findings: 'Evidence of this run',
  },
})
