"""The application: modules put together, served, and told what to do.

Half a million objects of modules and models are made before anything is served, none of them
garbage: looking through them again and again was a fifth of the start. `app.modules` turns
the collector on when all are there.
"""

import gc

gc.disable()
