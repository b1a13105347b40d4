"""The application: modules put together, served, and told what to do.

Half a million objects of modules, models and routes are made before anything is served, none of
them garbage: looking through them again and again was a fifth of the start.
"""

import gc

gc.set_threshold(50_000, 20, 20)
