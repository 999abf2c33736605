import sys

from triptych_export.cli import main

sys.exit(main())
