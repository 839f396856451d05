"""The bot itself, live, at a pace that its settings would not allow.

`python -m benchmarks.delivery.drivers.korpu PACE`; all else comes from the environment, as in life.
Up to 1,000 a second `python bot.py` does the same, and is what the paced benchmarks run.
"""

import sys

import uvloop

from bot.app.live import go_live
from bot.logs import start_logging
from bot.settings import read_settings

if __name__ == "__main__":
    settings = read_settings().model_copy(update={"pace": int(sys.argv[1])})
    start_logging(settings.log)
    uvloop.run(go_live(settings))
