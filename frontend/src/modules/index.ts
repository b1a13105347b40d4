import type { Module } from '@/kernel/module'

/** The one list: a line a module, in the order of app/modules.py. */
export const INSTALLED: Module[] = []
