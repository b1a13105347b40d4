"""The application: modules put together, served, and told what to do.

Half a million objects of modules, models and routes are made before anything is served, none of
them garbage: looking through them again and again was a fifth of the start.
"""

import gc
import sys

gc.set_threshold(50_000, 20, 20)

# openpyxl takes numpy along where it is installed (13 MB, 0.4 s); only imaging's own processes
# need it, and they import it themselves.
if "numpy" not in sys.modules and "openpyxl" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import openpyxl  # noqa: F401
    finally:
        del sys.modules["numpy"]
