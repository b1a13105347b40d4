import type { Module } from '@/kernel/module'
import { visit } from './routes'

/** The queue's and the desk's lists lead here; the examination has no menu entry of its own. */
export const hisOutpatient: Module = { id: 'his.outpatient', nav: [], routes: [visit] }
