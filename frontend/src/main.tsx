import './kernel/styles'
import { createRoot } from 'react-dom/client'
import { App } from './kernel/App'
import { wearTheme } from './kernel/theme'
import { INSTALLED } from './modules'

wearTheme()
createRoot(document.getElementById('root') as HTMLElement).render(<App installed={INSTALLED} />)
