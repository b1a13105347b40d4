import { createRootRoute } from '@tanstack/react-router'

/** Every module's routes hang on this one. */
export const root = createRootRoute()
